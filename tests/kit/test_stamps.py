"""The stamp of the content files: it holds for the same files and for nothing else."""

from examsite.kit.stamps import set_stamp, stamp_holds, stamp_of


def test_it_holds_for_the_same_files_only(site, now, tmp_path):
    (tmp_path / "a.md").write_text("一", "utf-8")
    first = stamp_of([tmp_path])
    assert not stamp_holds(first)
    set_stamp(first, now)
    assert stamp_holds(stamp_of([tmp_path]))
    (tmp_path / "a.md").write_text("二", "utf-8")
    second = stamp_of([tmp_path])
    assert not stamp_holds(second)
    set_stamp(second, now)
    assert stamp_holds(second)


def test_names_count_as_well_as_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"bc")
    first = stamp_of([tmp_path])
    (tmp_path / "a").rename(tmp_path / "ab")
    (tmp_path / "ab").write_bytes(b"c")
    assert stamp_of([tmp_path]) != first


def test_the_program_itself_counts(tmp_path, monkeypatch):
    program = tmp_path / "program"
    program.mkdir()
    monkeypatch.setattr("examsite.kit.stamps.PROGRAM", program)
    first = stamp_of([])
    (program / "read.py").write_text("x = 1\n", "utf-8")
    assert stamp_of([]) != first
