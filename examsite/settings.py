"""Every setting, typed, with its default and one line of meaning. The only reader of the environment."""

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Environment variables with the prefix `EXAMSITE_`."""

    model_config = SettingsConfigDict(env_prefix="EXAMSITE_", frozen=True)

    home: Path = ROOT / "instance"
    """Data folder: database, keys, outbox, files."""
    database_url: str = ""
    """SQLAlchemy address; empty means SQLite in `home`."""
    redis_url: str = ""
    """Redis for jobs and limits when there is more than one machine; empty means none."""
    env: Literal["development", "production"] = "development"
    """`production` refuses development keys, plain http, the shipped bank and demo data."""
    base_url: str = "http://127.0.0.1:5000"
    """The public address, printed in QR codes and mails."""
    secret_file: Path | None = None
    """File with the cookie secret; default `home`/secret, made by `examsite init`."""
    bank: Path | None = None
    """The installation's own exam bank, outside the checkout; required in production."""
    content: Path = ROOT
    """Folder that holds `handbook/` and `question_bank/`."""
    smtp_url: str = ""
    """smtp://user:password@host:port for mail; empty writes mails to `home`/outbox."""
    sms_url: str = ""
    """Address of the SMS gateway; empty writes messages to `home`/outbox."""
    two_person: bool | None = None
    """Ask a second person for certificates and released scores; default on in production."""
    embedded_jobs: bool = True
    """Run jobs inside `examsite serve`; off when `examsite work` runs apart."""
    database_clock: bool = True
    """Compare deadlines with PostgreSQL's own clock; tests switch it off."""
    trusted_proxies: int = 0
    """How many proxies in front may say who the visitor is; 1 behind nginx."""
    flag_reply_days: int = 5
    """Working days in which a candidate can answer a doubt about an attempt."""
    appeal_days: int = 15
    """Working days after release within which a score can be appealed against."""
    appeal_answer_days: int = 15
    """Working days within which an appeal is answered; each appeal keeps what it was promised."""
    complaint_answer_days: int = 15
    """Working days within which a complaint is answered."""
    metrics_token: str = ""
    """Bearer token for /metrics from other machines; empty allows loopback only."""
    timezone: str = "Asia/Shanghai"
    """Zone in which dates and times are shown."""

    @property
    def production(self) -> bool:
        """True where real certificates are issued."""
        return self.env == "production"

    @property
    def sqlalchemy_url(self) -> str:
        """The address handed to SQLAlchemy, psycopg 3 for PostgreSQL."""
        if not self.database_url:
            return f"sqlite:///{self.home.resolve() / 'examsite.sqlite3'}"
        return self.database_url.replace("postgres://", "postgresql://", 1).replace(
            "postgresql://", "postgresql+psycopg://", 1
        )

    @property
    def needs_two_people(self) -> bool:
        """Whether two-person acts ask for a second officer: as set, else as the data folder
        says (a fixture made with --two-person), else in production."""
        if self.two_person is not None:
            return self.two_person
        return self.production or self.two_person_mark.exists()

    @property
    def two_person_mark(self) -> Path:
        """A file whose presence turns the two-person rules on for this data folder."""
        return self.home / "two-person"

    @property
    def keys_folder(self) -> Path:
        """Where signing keys live, readable by the program's user only."""
        return self.home / "keys"

    @property
    def outbox_folder(self) -> Path:
        """Where mails and messages land when no gateway is set."""
        return self.home / "outbox"
