"""A sitting in Safe Exam Browser: what its engine on macOS and iOS offers the page, in its place.

The program itself runs on neither the machines of this project nor in its tests; its interface is
the one its makers describe, and it calls back by the function's name as they do.
"""

import plistlib
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from examsite.commands import demo
from examsite.commands.demo_enrolment import viewer_of
from examsite.domain.safe_exam_browser import config_key
from examsite.domain.terms import Role
from examsite.exams.models import Sitting
from examsite.exams.services.arranging import Arrangement, open_sitting
from examsite.exams.services.sittings import enter
from examsite.kit import clock
from examsite.kit.db import db
from tests.browser.conftest import PHONE, Visit
from tests.browser.live import Live
from tests.browser.pictures import take

OFFERED = """
  const key = '%s';
  window.SafeExamBrowser = { security: {
    configKey: '', browserExamKey: '',
    async updateKeys(told) {
      const text = new TextEncoder().encode(location.href.split('#')[0] + key);
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
      this.configKey = Array.from(hash, (one) => one.toString(16).padStart(2, '0')).join('');
      window[told.name]();
    },
  } };
"""


def arranged(live: Live) -> str:
    """A sitting in twenty minutes with `looks` on its roster; its address."""
    with live.opened():
        now = clock.now()
        officer = viewer_of(demo.demo_user("officer"), Role.OFFICER)
        like = db.session.scalars(
            select(Sitting)
            .order_by(Sitting.id)
            .limit(1)
            .options(joinedload(Sitting.form), joinedload(Sitting.scheme))
        ).one()
        opens = now + timedelta(minutes=20)
        asked = Arrangement(
            title="机房场次", opens_at=opens, closes_at=opens + timedelta(hours=2), seconds=4500
        )
        made = open_sitting(asked, form=like.form, scheme=like.scheme, by=officer, now=now)
        user = demo.demo_user("looks")
        enter(made, user_id=user.id, verdict={"by": "tests"}, by=officer, now=now)
        return made.public_id


def turned_away(page: Page, sitting: str) -> None:
    """The waiting room says what to do, and nothing else."""
    page.goto(f"/exams/{sitting}")
    expect(page.get_by_role("heading", name="请这样进入")).to_be_visible()
    expect(page.get_by_role("heading", name="这台设备")).to_have_count(0)


def test_it_works_from_the_officers_page_to_the_waiting_room(visit: Visit, live: Live) -> None:
    sitting = arranged(live)
    officer, plain = visit("officer", viewport=PHONE), visit("looks", viewport=PHONE)
    officer.goto(f"/staff/sittings/{sitting}/safe-browser")
    take(officer, "31-safe-browser")
    officer.get_by_role("button", name="要求使用").click()
    expect(officer.get_by_text("这个考次只能用安全考试浏览器作答。")).to_be_visible()
    take(officer, "31-safe-browser-asked")
    turned_away(plain, sitting)
    take(plain, "31-safe-browser-needed")
    with plain.expect_download() as file:
        plain.get_by_role("link", name="下载配置文件（.seb）").click()
    settings = plistlib.loads(file.value.path().read_bytes())
    assert settings["startURL"] == f"{live.url}/exams/{sitting}"
    inside = visit("looks", viewport=PHONE)
    inside.add_init_script(OFFERED % config_key(settings))
    inside.goto(settings["startURL"])
    expect(inside.get_by_role("heading", name="这台设备")).to_be_visible()
    assert inside.url == settings["startURL"]


def test_other_settings_are_turned_away_once_and_not_asked_for_ever(
    visit: Visit, live: Live
) -> None:
    sitting = arranged(live)
    officer, other = visit("officer"), visit("looks", viewport=PHONE, lang="en")
    officer.goto(f"/staff/sittings/{sitting}/safe-browser")
    officer.get_by_role("button", name="要求使用").click()
    expect(officer.get_by_text("这个考次只能用安全考试浏览器作答。")).to_be_visible()
    other.add_init_script(OFFERED % ("0" * 64))
    other.goto(f"/exams/{sitting}")
    expect(other.get_by_role("link", name="Check again")).to_be_visible()
    assert other.url.endswith("/safe-browser")
    take(other, "31-safe-browser-wrong-en")
