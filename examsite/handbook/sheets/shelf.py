"""The finished files: each made once for the installation, then read from its data folder.

A file's folder is named after the code that writes it, so a new release makes new ones. Where
nothing can be written, forms are made once for each process instead.
"""

import hashlib
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from examsite.domain.errors import NotFound
from examsite.handbook.sheets.library import TEMPLATES, find_template
from examsite.handbook.sheets.shapes import Template
from examsite.handbook.sheets.writing import workbook_bytes

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class FormFile:
    """A form with its file. `etag` is the same wherever the same definition was written."""

    form: Template
    content: bytes
    etag: str

    @property
    def kilobytes(self) -> int:
        """Size, at least 1."""
        return max(1, round(len(self.content) / 1024))

    @property
    def disposition(self) -> str:
        """How a browser names the download: in Chinese, with a plain name for old ones."""
        named = quote(f"{self.form.title}-第{self.form.version}版.xlsx")
        return f"attachment; filename=\"{self.form.name}.xlsx\"; filename*=UTF-8''{named}"


@cache
def fingerprint() -> str:
    """Of everything the files are made from: the definitions, the writer, its library."""
    digest = hashlib.sha256(version("openpyxl").encode())
    folder = Path(__file__).resolve().parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def get_form_file(name: str, home: Path) -> FormFile:
    """The file of that form, or NotFound; `home` is the installation's data folder."""
    form = find_template(name)
    if form is None:
        raise NotFound
    return _file(form, home)


def list_form_files(home: Path) -> list[FormFile]:
    """All of them, in the order of the library; what is not there yet is made."""
    return [_file(form, home) for form in TEMPLATES]


@cache
def _file(form: Template, home: Path) -> FormFile:
    path = home / "forms" / fingerprint() / f"{form.name}.xlsx"
    content = _kept(path)
    if content is None:
        content = workbook_bytes(form)
        _keep(content, path)
    return FormFile(form, content, hashlib.sha256(content).hexdigest()[:32])


def _kept(path: Path) -> bytes | None:
    """The file that is there, unless a machine went down while it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if zipfile.is_zipfile(BytesIO(content)) else None


def _keep(content: bytes, path: Path) -> None:
    """Put the file there at one stroke; drop what other releases left. No harm if it fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)
    except OSError:
        return
    for other in path.parent.parent.iterdir():
        if other != path.parent:
            shutil.rmtree(other, ignore_errors=True)
