"""The archive of a closed batch: made once, kept under the installation's data, never changed."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from examsite.domain.actions import Action
from examsite.domain.batch import BatchState
from examsite.domain.canonical import canonical
from examsite.domain.errors import NotFound
from examsite.enrolment.models import Batch, BatchArchive
from examsite.enrolment.queries.batch_record import read_record
from examsite.enrolment.queries.batches import find_archive
from examsite.kit.archive import pack
from examsite.kit.db import write
from examsite.kit.jobs import NotYet

FOLDER = "archives"
WORDS = """批次档案：{title}

每个 .json 文件是批次的一步；分数以百分之一分为单位，时间为 UTC，姓名遮住一部分，不含证件号码与试题。
journal.json 是与本批次有关的日志行；明细留在站点，行里有它的摘要，可与站点的日志逐行核对。
manifest.json 列出每个文件的大小与 SHA-256 并签名。核对：examsite verify-archive 文件
"""


def path_of(batch: Batch, home: Path) -> Path:
    """Where the archive of a batch lies."""
    return home / FOLDER / f"{batch.public_id}.zip"


def make_archive(batch: Batch, *, home: Path, keys: Path, now: datetime) -> BatchArchive:
    """Write the archive and remember its hash; run again it finds what is there.

    Raises NotYet for a batch that is not closed.
    """
    if batch.state is not BatchState.CLOSED or batch.closed_at is None:
        raise NotYet
    found = find_archive(batch)
    if found is not None:
        return found
    files = {f"{name}.json": canonical(value) for name, value in read_record(batch).items()}
    files["readme.txt"] = WORDS.format(title=batch.title).encode()
    about = {"batch": batch.public_id, "title": batch.title}
    content = pack(files, about=about, made_at=batch.closed_at, keys=keys)
    _keep(path_of(batch, home), content)
    with write(Action.BATCH_ARCHIVED, by=None, now=now, about=batch) as tx:
        tx.lock(batch)
        return find_archive(batch) or tx.add(
            BatchArchive(
                batch_id=batch.id,
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                made_at=now,
            )
        )


def _keep(path: Path, content: bytes) -> None:
    """All of it or nothing, on disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_archive(batch: Batch, *, home: Path) -> bytes:
    """The bytes as they were made; NotFound when there are none or they are not the same."""
    found, path = find_archive(batch), path_of(batch, home)
    if found is None or not path.exists():
        raise NotFound("档案还没有生成好，或文件不在了。请稍候再试；久等请联系管理员。")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise NotFound("档案文件与生成时不同，不能下载。请从备份恢复，并查明原因。")
    return content
