"""`python -m bench content`: reading all content in, and searching the book.

The search is measured as the page does it, in one process and without HTTP; what it finds is
compared with a plain reading of every passage.
"""

import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
from sqlalchemy import select

from examsite.commands.content import sync_all
from examsite.commands.start import opened, prepare
from examsite.handbook.models import Passage
from examsite.handbook.queries.appendices import list_glossary
from examsite.handbook.queries.search import find_in_book
from examsite.handbook.search import folded, read_query
from examsite.kit import clock
from examsite.kit.db import db
from examsite.settings import Settings
from tests.postgres import Server

QUERIES = 200
SEED = 20261126
TARGETS = {"sync from empty": 10.0, "sync, nothing changed": 1.0, "search p95": 0.030}
"""Seconds."""


@dataclass(frozen=True)
class Searched:
    """Seconds of each query, and how what was found compares with what is there."""

    seconds: list[float]
    missed: int
    wrong: int


@contextmanager
def _site(*, postgres: bool) -> Iterator[Settings]:
    """An empty installation in a temporary folder."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="examsite-bench-")))
        url = ""
        if postgres:
            server = stack.enter_context(Server(durable=True))
            with psycopg.connect(
                server.url("postgres").replace("+psycopg", ""), autocommit=True
            ) as made:
                made.execute("CREATE DATABASE content")
            url = server.url("content")
        yield Settings(home=folder / "home", database_url=url)


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def words() -> list[str]:
    """Names from the glossary, and pairs of characters as they stand in the text."""
    chance = random.Random(SEED)
    names = [name for entry in list_glossary() for name in entry.names]
    text = "".join(db.session.scalars(select(Passage.text)))
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", text)
    some = chance.sample(names, min(len(names), QUERIES * 3 // 5))
    return some + [chance.choice(runs)[:2] for _ in range(QUERIES - len(some))]


def search() -> Searched:
    """Every word once, as the page asks; then against the passages themselves."""
    rows = db.session.execute(select(Passage.key, Passage.title, Passage.text)).all()
    texts = {row.key: folded(f"{row.title}\n{row.text}") for row in rows}
    names = [entry.names for entry in list_glossary()]
    seconds, missed, wrong = [], 0, 0
    for word in words():
        seconds.append(_timed(partial(find_in_book, word)))
        wanted = read_query(word, names)
        truth = {
            key
            for key, text in texts.items()
            if all(any(name in text for name in one.names) for one in wanted)
        }
        found = {hit.key for hit in find_in_book(word, most=len(texts)).hits}
        missed, wrong = missed + len(truth - found), wrong + len(found - truth)
    return Searched(seconds, missed, wrong)


def main(*, postgres: bool) -> int:
    """Measure, print, judge: 0 when every target is met, 1 otherwise."""
    with _site(postgres=postgres) as settings:
        prepare(settings)
        with opened(settings):
            took = {
                name: _timed(lambda: sync_all(settings, clock.now()))
                for name in ("sync from empty", "sync, nothing changed")
            }
            found = search()
    took["search p95"] = statistics.quantiles(found.seconds, n=20)[-1]
    took["search p50"] = statistics.median(found.seconds)
    print("| what | seconds | target |\n|---|---|---|")
    for name, seconds in took.items():
        print(f"| {name} | {seconds:.4f} | {TARGETS.get(name, '')} |")
    print(f"\n{len(found.seconds)} queries: {found.missed} missed, {found.wrong} wrong.")
    slow = any(took[name] > most for name, most in TARGETS.items())
    return int(bool(slow or found.missed or found.wrong))
