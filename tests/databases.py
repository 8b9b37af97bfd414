"""Each test gets a migrated database of its own, copied from one made once per run."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from examsite.app import create_app
from examsite.commands.start import add_first_rows, prepare
from examsite.kit import clock
from examsite.kit.db import let_go
from examsite.settings import Settings
from tests import snapshot
from tests.cast import NOW, add_cast
from tests.postgres import Server


class Site:
    """An application on one database that can be put back to how it was."""

    def __init__(self, home: Path, server: Server | None = None):
        self.server = server
        self.snapshot: snapshot.Snapshot | None = None
        url = server.url("template_site") if server else ""
        if server:
            self._statement("CREATE DATABASE template_site")
        made = Settings(home=home, database_url=url, database_clock=False, embedded_jobs=False)
        prepare(made)
        with clock.fixed(NOW):
            app = create_app(made)
            with app.app_context():
                add_first_rows()
                add_cast()
                let_go()
        if server is None:
            self.file = home / "examsite.sqlite3"
            engine = create_engine(f"sqlite:///{self.file}")
            with engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            engine.dispose()
            self.template = home / "template.sqlite3"
            shutil.copy(self.file, self.template)
            self.app = app
        else:
            self.app = create_app(made.model_copy(update={"database_url": server.url("site")}))
        self.app.config["WTF_CSRF_ENABLED"] = False

    @property
    def url(self) -> str:
        """The address of its database."""
        return self.server.url("site") if self.server else f"sqlite:///{self.file}"

    def _statement(self, sql: str) -> None:
        assert self.server is not None
        engine = create_engine(self.server.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(sql))
        engine.dispose()

    def close(self) -> None:
        """Let go of every connection."""
        with self.app.app_context():
            let_go()

    def reset(self) -> None:
        """Put the database back; true commits are allowed in between."""
        self.close()
        if self.server is None:
            for suffix in ("-wal", "-shm"):
                self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
            shutil.copy(self.template, self.file)
            return
        address = self.url.replace("+psycopg", "")
        if self.snapshot is None or not self.snapshot.restore(address):
            self._statement("DROP DATABASE IF EXISTS site WITH (FORCE)")
            self._statement("CREATE DATABASE site TEMPLATE template_site")
            self.snapshot = snapshot.take(address)


@contextmanager
def open_site(kind: str) -> Iterator[Site]:
    """The site on `sqlite` or `postgres`."""
    with tempfile.TemporaryDirectory(prefix="examsite-test-") as folder:
        if kind == "sqlite":
            with closing(Site(Path(folder))) as site:
                yield site
            return
        with Server() as server, closing(Site(Path(folder), server)) as site:
            yield site
