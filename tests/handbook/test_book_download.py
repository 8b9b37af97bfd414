"""Taking the book away: links only where there is a book, a name in Chinese, nothing sent twice."""

import shutil
from urllib.parse import unquote

import pytest

from examsite.handbook.book.shelf import FACTS, find_made, shelf_of
from examsite.handbook.services.syncing import sync_handbook
from tests.make_content import chapter

ADDRESSES = {"/handbook/book.pdf": "application/pdf", "/handbook/book.epub": "application/epub+zip"}


@pytest.fixture
def shelf(site):
    """The shelf of the site, empty before and after."""
    folder = shelf_of(site.app.extensions["settings"].home)
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def made(shelf, made_book, tmp_path, now):
    """The small book on that shelf, and something to read."""
    chapter(tmp_path)
    sync_handbook(tmp_path, now)
    shutil.copytree(made_book[1], shelf)
    return find_made(shelf)


def get(client, address, **headers):
    """The whole answer; the file it came from is closed."""
    return client.get(
        address,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        buffered=True,
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_works(made, shelf, clients, address):
    answer = get(clients.candidate, address)
    assert (answer.status_code, answer.mimetype) == (200, ADDRESSES[address])
    assert answer.data == (shelf / address.rsplit("/")[-1]).read_bytes()
    assert answer.headers["ETag"] == f'"{made.hash}"'
    assert answer.cache_control.private
    assert "no-store" not in answer.headers["Cache-Control"]
    named = answer.headers["Content-Disposition"]
    kind = address[address.index(".") :]
    assert named.startswith("attachment; ")
    assert unquote(named.rsplit("filename*=UTF-8''", 1)[1]) == f"跨越周期-操盘手手册{kind}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_is_not_sent_it_again(made, clients, address):
    tag = get(clients.candidate, address).headers["ETag"]
    again = get(clients.candidate, address, If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert get(clients.candidate, address, If_None_Match='"other"').status_code == 200


def test_a_broken_download_goes_on_where_it_stopped(made, shelf, clients):
    part = get(clients.candidate, "/handbook/book.pdf", Range="bytes=5-14")
    assert part.status_code == 206
    assert part.data == (shelf / "book.pdf").read_bytes()[5:15]


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_is_not_signed_in_is_asked_to(made, clients, address):
    answer = clients.anonymous.get(address)
    assert (answer.status_code, answer.location) == (303, f"/login?next={address}")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("left", [None, "{", "{}", "[]", '{"hash": "x"}'])
def test_a_book_that_is_not_made_is_told_in_a_sentence(shelf, clients, address, left):
    if left is not None:
        shelf.mkdir()
        (shelf / FACTS).write_text(left)
    answer = get(clients.candidate, address)
    assert answer.status_code == 404
    assert "全书文件还没有制作好" in answer.text


def test_contents_link_to_the_book_for_readers_only(made, clients):
    text = clients.candidate.get("/handbook/").text
    size = f"{made.pdf_bytes / 1e6:.1f}"
    assert f">全书 PDF（{made.pages} 页，{size} MB）</a>" in text
    assert f">EPUB（{made.epub_bytes / 1e6:.1f} MB）</a>" in text
    assert "book.pdf" not in clients.anonymous.get("/handbook/").text


def test_contents_do_not_promise_a_book_that_is_not_there(made, shelf, clients):
    (shelf / "book.epub").unlink()
    assert "book.pdf" not in clients.candidate.get("/handbook/").text
