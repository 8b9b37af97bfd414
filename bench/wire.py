"""HTTP as cheap as it gets: raw requests over kept connections, waited for with epoll."""

import json
import select
import socket
import time
from dataclasses import dataclass
from typing import Any

PATIENCE = 30.0
"""Seconds after which a call without an answer counts as an error."""


def request(method: str, path: str, headers: dict[str, str], body: Any = None) -> bytes:
    """The bytes of one request."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", "Accept: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append("Content-Type: application/json")
    lines += [f"Content-Length: {len(content)}", "", ""]
    return "\r\n".join(lines).encode() + content


@dataclass(frozen=True)
class Call:
    """One request and what came back; status 0 when nothing usable did."""

    who: Any
    due: float
    done: float
    status: int
    head: bytes
    body: bytes

    @property
    def seconds(self) -> float:
        """From when it was due, not from when it was sent: waiting in a queue counts."""
        return self.done - self.due

    def cookie(self) -> str:
        """The session cookie as it is sent back."""
        for line in self.head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                return value.partition(";")[0]
        return ""


class Line:
    """One connection; it carries one call at a time."""

    def __init__(self, port: int):
        self.port = port
        self.socket: socket.socket | None = None
        self.buffer = b""

    def open(self) -> socket.socket:
        """The connection, made anew when the server has closed it."""
        if self.socket is not None and not self._is_closed():
            return self.socket
        self.close()
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.socket.settimeout(None)  # with a time limit Python waits even where told not to
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.socket

    def _is_closed(self) -> bool:
        assert self.socket is not None
        try:
            return not self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Let go."""
        if self.socket is not None:
            self.socket.close()
        self.socket, self.buffer = None, b""

    def read(self) -> tuple[int, bytes, bytes] | None:
        """Status, head and body once the answer is whole; raises OSError when it breaks off."""
        assert self.socket is not None
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("closed in the middle")
        self.buffer += part
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        at = head.lower().index(b"content-length:") + 15
        length = int(head[at:].split(b"\r\n", 1)[0])
        if len(body) < length:
            return None
        self.buffer = b""
        return int(head[9:12]), head, body


@dataclass
class _Open:
    who: Any
    line: Line
    due: float


class Pump:
    """Calls in flight."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._open: dict[int, _Open] = {}

    def __len__(self) -> int:
        return len(self._open)

    def send(self, who: Any, content: bytes, due: float) -> None:
        """Send one request over the caller's own line."""
        link = who.line.open()
        link.sendall(content)
        self._open[link.fileno()] = _Open(who, who.line, due)
        self._poll.register(link, select.EPOLLIN)

    def wait(self, seconds: float) -> list[Call]:
        """The calls answered within so many seconds; those given up come with status 0."""
        finished = []
        for number, _ in self._poll.poll(max(0.0, seconds)):
            call = self._take(number)
            if call:
                finished.append(call)
        limit = time.perf_counter() - PATIENCE
        for number in [n for n, one in self._open.items() if one.due < limit]:
            finished.append(self._give_up(number))
        return finished

    def _take(self, number: int) -> Call | None:
        one = self._open[number]
        try:
            answer = one.line.read()
        except (OSError, ValueError):
            return self._give_up(number)
        if answer is None:
            return None
        self._poll.unregister(number)
        del self._open[number]
        return Call(one.who, one.due, time.perf_counter(), *answer)

    def _give_up(self, number: int) -> Call:
        one = self._open.pop(number)
        self._poll.unregister(number)
        one.line.close()
        return Call(one.who, one.due, time.perf_counter(), 0, b"", b"")
