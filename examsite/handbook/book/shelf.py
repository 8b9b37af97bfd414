"""Where the made book stands: two files and a note of what they are; each replaced at one stroke."""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from examsite.domain.canonical import sha256_hex
from examsite.domain.errors import Conflict, NotFound

PDF, EPUB, FACTS, LOCK = "book.pdf", "book.epub", "book.json", ".lock"
PACKAGE = Path(__file__).resolve().parent.parent.parent
CONTENT = ("*/index.md", "*/terms.yaml", "*/*.svg", "laws.yaml")
"""What of the handbook's folder is printed."""
BUILDER = (
    "handbook/book/*.py",
    "handbook/files.py",
    "handbook/laws.py",
    "kit/drawing.py",
    "kit/marked_terms.py",
    "kit/markup.py",
    "kit/pdf.py",
    "kit/xhtml.py",
    "static/css/diagram.css",
    "static/css/tokens.css",
    "static/css/pdf/book.css",
    "static/css/pdf/epub.css",
    "templates/pdf/arcs.svg",
    "templates/pdf/book.html",
    "templates/pdf/epub/*",
)
"""What of the program decides how the book looks."""


class BookNotMade(NotFound):
    """404: nobody has built the book yet."""

    code = "book_not_made"
    message = "全书文件还没有制作好。各章可以在网页上读；请稍后再来，或请管理员制作全书。"


class BookInTheMaking(Conflict):
    """409: another process is building the book."""

    code = "book_in_the_making"
    message = "另一个进程正在制作全书，请等它做完。"


@dataclass(frozen=True)
class MadeBook:
    """The book on the shelf: `hash` of what it is made from, RFC 3339 time, pages, bytes."""

    hash: str
    made_at: str
    pages: int
    pdf_bytes: int
    epub_bytes: int


def shelf_of(home: Path) -> Path:
    """The folder for the book in an installation's data folder."""
    return home / "book"


def fingerprint(handbook: Path) -> str:
    """Hex SHA-256 of everything the book is made from, the builder's own code included."""
    content = [[name, _digest(path)] for name, path in _files(handbook, CONTENT)]
    code = [[name, _digest(path)] for name, path in _files(PACKAGE, BUILDER)]
    return sha256_hex([content, code, version("weasyprint"), version("markdown-it-py")])


def _files(root: Path, patterns: Iterable[str]) -> list[tuple[str, Path]]:
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return [(path.relative_to(root).as_posix(), path) for path in sorted(found)]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def find_made(shelf: Path) -> MadeBook | None:
    """The book on the shelf; None when none was made or what is there cannot be read."""
    try:
        made = MadeBook(**json.loads((shelf / FACTS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return made if (shelf / PDF).is_file() and (shelf / EPUB).is_file() else None


def get_made(shelf: Path) -> MadeBook:
    """The book on the shelf, or BookNotMade."""
    made = find_made(shelf)
    if made is None:
        raise BookNotMade
    return made


def put(shelf: Path, made: MadeBook, *, pdf: bytes, epub: bytes) -> None:
    """Replace the book. The note comes last: whoever dies in between has the book made again."""
    facts = json.dumps(asdict(made), indent=2) + "\n"
    for name, content in ((PDF, pdf), (EPUB, epub), (FACTS, facts.encode())):
        _replace(shelf / name, content)


def _replace(path: Path, content: bytes) -> None:
    """The whole new file or the whole old one, also after a power cut."""
    descriptor, name = tempfile.mkstemp(prefix=".making-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def only_maker(shelf: Path) -> Iterator[None]:
    """Nobody else makes the book inside the block; BookInTheMaking when somebody does already.

    The lock goes with the process that holds it, however that ends.
    """
    with (shelf / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise BookInTheMaking from problem
        yield
