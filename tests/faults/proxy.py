"""A network between people and site that cuts, halves and delays replies."""

import random
import socket
import threading
from types import TracebackType

CUT, HALVED, DELAYED = 0.10, 0.10, 0.20
"""Shares of replies dropped before the first byte, broken off in the middle, and delayed."""
LONGEST_DELAY = 0.8


class Proxy:
    """Passes connections on; what is sent to the site always arrives, replies may not.

    Each connection has two threads.
    """

    def __init__(self, target: int, *, seed: int):
        self._target = target
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        try:
            with client, socket.create_connection(("127.0.0.1", self._target)) as site:
                sender = threading.Thread(target=self._pass_on, args=(client, site), daemon=True)
                sender.start()
                try:
                    self._bring_back(site, client)
                finally:  # the sender still waits on both: closing alone would tell nobody
                    client.shutdown(socket.SHUT_RDWR)
                    site.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def _pass_on(self, client: socket.socket, site: socket.socket) -> None:
        try:
            while part := client.recv(1 << 16):
                site.sendall(part)
            site.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def _bring_back(self, site: socket.socket, client: socket.socket) -> None:
        while part := site.recv(1 << 18):
            fate = self._draw()
            if fate < CUT:
                return
            if fate < CUT + HALVED:
                client.sendall(part[: len(part) // 2])
                return
            if fate < CUT + HALVED + DELAYED:
                self._closing.wait(LONGEST_DELAY * self._draw())
            client.sendall(part)

    def _draw(self) -> float:
        with self._lock:
            return self._chance.random()
