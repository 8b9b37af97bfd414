"""Simulated people: each with a connection, a cookie and a journal of what was acknowledged."""

import json
import random
from typing import Any

from bench.wire import Call, Line, request


class Bare:
    """Somebody who saves at the bare app."""

    def __init__(self, port: int, name: str, items: int, seed: int):
        self.line = Line(port)
        self.name = name
        self.headers: dict[str, str] = {}
        self.items = items
        self._seq = 0
        self._chance = random.Random(seed)

    def sign_in(self) -> bytes:
        """The request that opens a session."""
        body = {"username": self.name, "password": f"pw-{self.name}"}
        return request("POST", "/api/v1/session", {}, body)

    def signed_in(self, call: Call) -> None:
        """Keep the cookie."""
        self.headers["Cookie"] = call.cookie()

    def save(self) -> bytes:
        """The request that saves some answer."""
        self._seq += 1
        item = f"item{self._chance.randrange(self.items):04d}"
        value = self._chance.choice(["a", "b", "c", "d"])
        return request("PUT", f"/answers/{item}", self.headers, {"value": value, "seq": self._seq})

    def saved(self, call: Call) -> bool:
        """Whether the answer counts as saved."""
        return call.status == 200


class Candidate(Bare):
    """Somebody who takes the exam on the site."""

    def __init__(self, port: int, name: str, items: int, seed: int):
        super().__init__(port, name, items, seed)
        self.attempt = ""
        self.paper: list[dict[str, Any]] = []
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self._numbers: dict[str, int] = {}
        self._sent: tuple[str, Any, int] = ("", None, 0)

    def signed_in(self, call: Call) -> None:
        """Keep the cookie and the token against forged requests."""
        super().signed_in(call)
        self.headers["X-CSRF-Token"] = json.loads(call.body)["csrf"]

    def start(self, exam: str) -> bytes:
        """The request that opens the paper."""
        return request("POST", f"/api/v1/exams/{exam}/attempts", self.headers)

    def started(self, call: Call) -> None:
        """Keep the paper."""
        facts = json.loads(call.body)
        self.attempt, self.paper = facts["attempt"], facts["items"]

    def save(self) -> bytes:
        """The request that saves an answer to some item, numbered per item."""
        item = self._chance.choice(self.paper)
        name = item["item"]
        seq = self._numbers[name] = self._numbers.get(name, 0) + 1
        value = self._value(item)
        self._sent = (name, value, seq)
        path = f"/api/v1/attempts/{self.attempt}/answers/{name}"
        return request("PUT", path, self.headers, {"value": value, "seq": seq})

    def _value(self, item: dict[str, Any]) -> Any:
        ids = [one["id"] for one in item.get("options", [])]
        match item["type"]:
            case "single":
                return self._chance.choice(ids)
            case "multiple":
                return self._chance.sample(ids, 2)
            case "ordering":
                return self._chance.sample(ids, len(ids))
            case "true_false":
                return self._chance.random() < 0.5
            case "numeric":
                return {"number": str(self._chance.randint(10, 99)), "unit": None}
            case "matching":
                right = [one["id"] for one in item["right"]]
                left = [one["id"] for one in item["left"]]
                return dict(zip(left, self._chance.sample(right, len(left)), strict=True))
        raise ValueError(f"no answer known for {item['type']}")

    def saved(self, call: Call) -> bool:
        """Write the acknowledged answer into the journal."""
        item, value, seq = self._sent
        if call.status != 200 or json.loads(call.body)["seq"] != seq:
            return False
        self.acknowledged[item] = {"value": value, "seq": seq}
        return True

    def hand_in(self) -> bytes:
        """The request that hands the paper in."""
        return request("POST", f"/api/v1/attempts/{self.attempt}/submit", self.headers)

    def look(self) -> bytes:
        """The request that reads the answers the site has."""
        return request("GET", f"/api/v1/attempts/{self.attempt}", self.headers)

    def missing(self, call: Call) -> list[str]:
        """Items whose acknowledged answer is not the one the site has."""
        stored = json.loads(call.body)["answers"] if call.status == 200 else {}
        return [
            item
            for item, own in self.acknowledged.items()
            if {key: stored.get(item, {}).get(key) for key in own} != own
        ]
