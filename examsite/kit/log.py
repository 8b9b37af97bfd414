"""Logs: one JSON object a line, with the request id and never a secret or personal value."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request being served, empty outside one."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    """Bind the id for everything logged and journalled in this request."""
    _request_id.set(value)


class JsonLines(logging.Formatter):
    """Time, level, logger, message, request id; the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "message": record.getMessage(),
            "request": request_id(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def init_log(level: int = logging.INFO) -> None:
    """Send the program's own log to standard error, once."""
    logger = logging.getLogger("examsite")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
