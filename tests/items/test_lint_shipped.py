"""Rulings 6: what stands in the shipped bank, word for word or nearly, is known again."""

from click.testing import CliRunner

from examsite.cli import main
from examsite.items.files import read_bank
from examsite.items.lint_shipped import asked, published, published_again
from tests.make_content import BANK, bank, item, testlet, write_yaml

STEM = "某纸巾专场在线人数没有下降而支付转化率一路下降，中控说链接没有动过，场控说节奏没有变，先核对什么？"
NEAR = STEM.replace("什么", "哪个")
FAR = "开播前半小时价格表还没有双人核对，先做什么？"


def one(code, stem, content_hash="x", parts=()):
    return asked(code, content_hash, {"stem": stem, "parts": [{"stem": each} for each in parts]})


def test_it_works():
    shipped = [one("J-A-001", STEM, "h1")]
    ours = [one("J-A-101", FAR, "h1"), one("J-A-102", NEAR, "h2"), one("J-A-103", FAR, "h3")]
    found = published(ours, shipped)
    assert [(each.code, each.shipped) for each in found] == [
        ("J-A-101", "J-A-001"),
        ("J-A-102", "J-A-001"),
    ]
    assert found[0].share == 1
    assert 0.8 <= found[1].share < 1


def test_the_parts_of_testlets_count_on_both_sides():
    assert published([one("a", FAR, parts=[STEM])], [one("b", "看材料。", "y", parts=[NEAR])])
    assert not published(
        [one("a", FAR, parts=["各不相同的一问？"])], [one("b", "看材料。", "y", [NEAR])]
    )


def test_nothing_is_like_nothing():
    assert published([], [one("b", STEM)]) == []
    assert published([one("a", STEM)], []) == []


def test_files_are_compared_too(tmp_path):
    shipped = bank(tmp_path / "shipped", item(stem=STEM), testlet(2))
    own = bank(
        tmp_path / "own",
        item(number=101, stem=STEM),
        item(number=102, stem=NEAR, key="b"),
        item(number=103, stem=FAR),
    )
    banks = [read_bank(folder, passages=None) for folder in (own, shipped)]
    told = [str(each) for each in published_again(*banks)]
    assert told == [
        "J-A-101：与随附题库的 J-A-001 相同，不能进入认证试卷",
        "J-A-102：与随附题库的 J-A-001 相近（0.91），不能进入认证试卷",
    ]
    assert all(each.warning for each in published_again(*banks))


def test_the_command_warns_where_an_installation_has_its_own_bank(tmp_path, monkeypatch):
    shipped = read_bank(BANK, passages=None).items[0]
    entry = shipped.shape.model_dump(mode="json", by_alias=True, exclude_none=True)
    entry |= {"id": f"{shipped.code[:-3]}499", "enemies": []}
    write_yaml(tmp_path / "areas.yaml", [])
    place = f"items/{shipped.path.parent.name}/{shipped.path.name}"
    bank(tmp_path, entry, place=place)
    monkeypatch.setenv("EXAMSITE_BANK", str(tmp_path))
    said = CliRunner().invoke(main, ["check", "bank"]).output
    assert f"▲ {entry['id']}：与随附题库的 {shipped.code} 相同" in said
