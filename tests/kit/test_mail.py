"""Messages: in the reader's language, sent by jobs, into the outbox or through a gateway."""

import json
import smtplib
import socketserver
import stat
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.domain.contact import Contact, ContactKind
from examsite.kit import jobs, mail
from examsite.kit.db import db, write
from examsite.kit.jobs import Job
from tests.make_accounts import empty_outbox

TEMPLATES = sorted(
    path.name.split(".")[0]
    for path in (Path(mail.__file__).parent.parent / "templates" / "mail").glob("*.mail.txt")
)
MAIL = Contact(ContactKind.MAIL, "reader@example.com")
PHONE = Contact(ContactKind.PHONE, "13800138000")
FACTS = {"code": "123456", "minutes": 10, "days": 7, "name": "示例", "address": "http://x/y"}


@pytest.fixture(autouse=True)
def outbox(site):
    empty_outbox(site)
    return site.app.extensions["settings"].outbox_folder


@pytest.fixture
def use(site):
    """Change settings for one test."""
    before = site.app.extensions["settings"]

    def change(**settings):
        site.app.extensions["settings"] = before.model_copy(update=settings)

    yield change
    site.app.extensions["settings"] = before


def post(to, now, template="code", locale="zh"):
    composed = mail.compose(template, to, locale=locale, **FACTS)
    with write(Action.DEMO_LOADED, by=None, now=now) as tx:
        mail.post(tx, composed)
    return composed[1]


def test_mails_land_in_the_outbox_once_and_private(site, outbox, now):
    message = post(MAIL, now)
    assert list(outbox.glob("*")) == []
    jobs.run_all(now)
    [path] = outbox.glob("*.eml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (found["To"], found["Subject"]) == ("reader@example.com", "您的验证码")
    assert found["From"] == "noreply@127.0.0.1"
    assert "123456" in found.get_content()
    mail.send_mail(vars(message), now)
    assert len(list(outbox.glob("*"))) == 1


def test_text_messages_land_in_the_outbox(site, outbox, now):
    post(PHONE, now)
    jobs.run_all(now)
    [path] = outbox.glob("*.txt")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "123456" in path.read_text()


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_stands_in_both_channels_and_is_complete(site, template):
    for to in (MAIL, PHONE):
        for locale in ("zh", "en"):
            name, message = mail.compose(template, to, locale=locale, **FACTS)
            assert name == ("mail.send" if to is MAIL else "sms.send")
            assert "{" not in message.text
            assert "%(" not in message.text
            assert bool(message.subject) is (to is MAIL)
            assert "\n" not in message.subject
            assert to is MAIL or "\n" not in message.text


def test_a_job_can_compose_outside_a_request(site):
    assert mail.compose("code", PHONE, locale="en", **FACTS)[1].text


def test_a_line_break_in_a_name_makes_no_header(site, now):
    message = mail.Message("a@example.com", "subject\nBcc: b@example.com", "text")
    with pytest.raises(ValueError, match="linefeed"):
        mail.send_mail(vars(message), now)


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class MailServer(socketserver.StreamRequestHandler):
    """Enough of SMTP to take one mail."""

    def handle(self):
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.server.seen.append(text)
            if verb == b"EHLO":
                self.wfile.write(b"250-test\r\n250 AUTH PLAIN\r\n")
            elif verb == b"AUTH":
                self.server.seen.append(line)
                self.wfile.write(b"235 ok\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return


def test_mails_go_through_the_server_that_is_set(site, outbox, use, now):
    server = socketserver.TCPServer(("127.0.0.1", 0), MailServer)
    server.seen = []
    with serving(server) as port:
        use(smtp_url=f"smtp://us%40er:pa%2Fss@127.0.0.1:{port}?from=office@example.com")
        post(MAIL, now)
        jobs.run_all(now)
    assert server.seen[0].startswith(b"AUTH PLAIN")
    assert b"From: office@example.com" in server.seen[1]
    assert not list(outbox.glob("*"))


def test_a_server_that_is_down_leaves_the_mail_waiting(site, use, now):
    use(smtp_url="smtp://127.0.0.1:1")
    post(MAIL, now)
    jobs.run_all(now)
    row = db.session.scalars(select(Job)).one()
    assert (row.done_at, row.problem) == (None, "ConnectionRefusedError")


def test_encrypted_from_the_start(site, use, now):
    use(smtp_url="smtps://127.0.0.1:1")
    with pytest.raises((OSError, smtplib.SMTPException)):
        mail.send_mail(vars(mail.Message("a@example.com", "s", "t")), now)


class Gateway(BaseHTTPRequestHandler):
    """Takes what it is sent and answers as told."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.seen.append(json.loads(self.rfile.read(length)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.mark.parametrize(("status", "problem"), [(200, ""), (500, "HTTPError")])
def test_text_messages_go_through_the_gateway_that_is_set(site, use, now, status, problem):
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    server.seen, server.status = [], status
    with serving(server) as port:
        use(sms_url=f"http://127.0.0.1:{port}/send")
        message = post(PHONE, now)
        jobs.run_all(now)
    assert server.seen == [{"id": message.id, "to": "13800138000", "text": message.text}]
    assert db.session.scalars(select(Job)).one().problem == problem


def test_other_addresses_are_no_gateway(site, use, now):
    use(sms_url="file:///etc/passwd")
    with pytest.raises(ValueError, match="http"):
        mail.send_sms(vars(mail.Message("1", "", "t")), now)


@pytest.mark.parametrize(
    ("smtp_url", "expected"),
    [
        ("", "noreply@exam.example"),
        ("smtp://office%40example.com:x@mx", "office@example.com"),
        ("smtp://user:x@mx", "noreply@exam.example"),
        ("smtp://mx?from=a@b.cn", "a@b.cn"),
    ],
)
def test_who_mails_come_from(smtp_url, expected):
    assert mail.sender(smtp_url, "https://exam.example") == expected
