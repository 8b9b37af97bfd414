"""The page of forms, their files, and what stands at the end of a chapter."""

from pathlib import Path

import pytest

from examsite.handbook.files import RESERVED
from examsite.handbook.services.syncing import sync_handbook
from examsite.handbook.sheets import shelf
from examsite.handbook.sheets.library import TEMPLATES
from examsite.handbook.sheets.reading import read_sheet
from examsite.handbook.sheets.shelf import MIMETYPE, fingerprint, get_form_file, list_form_files
from examsite.handbook.sheets.writing import workbook_bytes
from tests.make_content import BODY, chapter
from tests.make_sheets import template

LIST = "/handbook/templates"
FILE = f"{LIST}/assortment.xlsx"


@pytest.fixture
def book(site, tmp_path, now):
    chapter(tmp_path)
    third = BODY.replace("1.", "3.").replace("01", "03")
    chapter(tmp_path, number=3, slug="third", body=third, figures=[], terms=[])
    sync_handbook(tmp_path, now)


def test_it_works(book, clients):
    text = clients.candidate.get(LIST).text
    for form in TEMPLATES:
        assert form.title in text
        assert form.purpose in text
        assert f'href="{LIST}/{form.name}.xlsx"' in text
    assert text.count(" kB</li>") == len(TEMPLATES)
    assert 'href="/handbook/first"' in text
    assert "第 4 章" in text  # not in this small book, so named without a link
    assert "style=" not in text


def test_the_list_is_english_for_english_readers(book, clients):
    clients.candidate.post("/language", data={"language": "en"})
    text = clients.candidate.get(LIST).text
    assert "Forms" in text
    assert template("assortment").purpose_en in text
    assert '<span lang="zh">货盘表</span>' in text


def test_a_form_comes_as_a_file(site, clients):
    answer = clients.candidate.get(FILE)
    assert answer.status_code == 200
    assert answer.mimetype == MIMETYPE
    assert answer.data == workbook_bytes(template("assortment"))
    named = answer.headers["Content-Disposition"]
    assert named.startswith('attachment; filename="assortment.xlsx"; filename*=UTF-8')
    assert "%E8%B4%A7%E7%9B%98%E8%A1%A8" in named
    assert answer.cache_control.private
    with pytest.raises(Exception, match="sheet_refused"):
        read_sheet(answer.data)  # ours, and empty


def test_a_browser_that_has_it_is_told_so(site, clients):
    etag = clients.candidate.get(FILE).headers["ETag"]
    again = clients.candidate.get(FILE, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert clients.candidate.get(FILE, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize("name", ["none.xlsx", "assortment.xls", "Assortment.xlsx", "..xlsx"])
def test_an_unknown_form_is_not_found(site, clients, name):
    assert clients.candidate.get(f"{LIST}/{name}").status_code == 404


def test_forms_ask_to_sign_in(site, clients):
    for address in (LIST, FILE):
        answer = clients.anonymous.get(address)
        assert answer.status_code == 303
        assert answer.location == f"/login?next={address}"


def test_a_chapter_names_its_forms_and_others_name_none(book, clients):
    text = clients.candidate.get("/handbook/first").text
    assert "本章模板" in text
    assert f'href="{LIST}/diagnosis.xlsx"' in text
    assert f'href="{LIST}"' in text
    assert "assortment" not in text
    assert "本章模板" not in clients.candidate.get("/handbook/third").text


def test_the_contents_lead_to_the_forms(book, clients):
    assert f'href="{LIST}"' in clients.candidate.get("/handbook/").text


def test_no_chapter_can_take_the_address():
    assert "templates" in RESERVED


def test_files_are_kept_for_the_installation(tmp_path):
    home = tmp_path / "home"
    old = home / "forms" / "older"
    old.mkdir(parents=True)
    made = list_form_files(home)
    kept = {path.name: path.read_bytes() for path in (home / "forms" / fingerprint()).iterdir()}
    assert kept == {f"{one.form.name}.xlsx": one.content for one in made}
    assert not old.exists()


def test_a_kept_file_is_used_and_a_broken_one_made_again(tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    good = workbook_bytes(template("plan"))
    for home, content in ((whole, workbook_bytes(template("review"))), (broken, good[:-9])):
        folder = home / "forms" / fingerprint()
        folder.mkdir(parents=True)
        (folder / "plan.xlsx").write_bytes(content)
    assert get_form_file("plan", whole).content == workbook_bytes(template("review"))
    assert get_form_file("plan", broken).content == good


def test_where_nothing_can_be_written_forms_are_made_all_the_same(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert get_form_file("plan", blocked).content == workbook_bytes(template("plan"))


def test_the_fingerprint_is_of_the_code():
    names = {path.name for path in Path(shelf.__file__).parent.rglob("*.py")}
    assert {"assortment.py", "writing.py", "look.py"} <= names
    assert len(fingerprint()) == 16
