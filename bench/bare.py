"""The yardstick: the least a durable save can be in Flask.

A signed session cookie, one SELECT of the user, one UPSERT committed to disk, a short JSON
answer. No checks, no history, no journal; the database driver itself, without SQLAlchemy.
BENCH_DATABASE is the file of a SQLite database or the address of a PostgreSQL one.
"""

import os
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, request, session

TABLES = (
    "CREATE TABLE IF NOT EXISTS person "
    "(id INTEGER PRIMARY KEY, public_id TEXT, username TEXT UNIQUE, name TEXT, locale TEXT)",
    "CREATE TABLE IF NOT EXISTS answer (person_id INTEGER, item TEXT, seq BIGINT, value TEXT, "
    "PRIMARY KEY (person_id, item))",
)
PERSON = "SELECT id, public_id, username, name, locale FROM person WHERE {} = {mark}"
SAVE = (
    "INSERT INTO answer (person_id, item, seq, value) VALUES ({mark}, {mark}, {mark}, {mark}) "
    "ON CONFLICT (person_id, item) DO UPDATE SET seq = excluded.seq, value = excluded.value"
)
DATABASE = os.environ["BENCH_DATABASE"]
POSTGRES = DATABASE.startswith("postgresql:")
MARK = "%s" if POSTGRES else "?"
own = threading.local()
app = Flask(__name__)
app.secret_key = "bench"  # every worker must have the same one


def connect() -> Any:
    """This thread's connection, kept; the same engine settings as the site's."""
    found = getattr(own, "connection", None)
    if found is None:
        found = own.connection = _open()
    return found


def _open() -> Any:
    if POSTGRES:
        return psycopg.connect(DATABASE, autocommit=True)
    connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=10)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def prepare(people: list[str]) -> None:
    """The tables and the people."""
    connection = _open()
    for statement in TABLES:
        connection.execute(statement)
    marks = ", ".join([MARK] * 5)
    connection.execute("BEGIN")
    for number, name in enumerate(people, 1):
        connection.execute(f"INSERT INTO person VALUES ({marks})", (number, name, name, name, "zh"))
    connection.execute("COMMIT")
    connection.close()


@app.post("/api/v1/session")
def sign_in() -> Any:
    """Whoever says who they are is believed: signing in is not what is compared."""
    name = (request.get_json()["username"],)
    person = connect().execute(PERSON.format("username", mark=MARK), name).fetchone()
    session["person"] = person[0]
    return {"user": person[1]}, 201


@app.put("/answers/<item>")
def save(item: str) -> Any:
    """One answer of the signed-in person, on disk before it is acknowledged."""
    body = request.get_json()
    connection = connect()
    person = connection.execute(PERSON.format("id", mark=MARK), (session["person"],)).fetchone()
    values = (person[0], item, body["seq"], str(body["value"]))
    connection.execute("BEGIN" if POSTGRES else "BEGIN IMMEDIATE")
    connection.execute(SAVE.format(mark=MARK), values)
    connection.execute("COMMIT")
    return {"item": item, "seq": body["seq"], "user": person[1]}
