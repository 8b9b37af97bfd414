"""The nightly check of scores: asked for once a night, and what it finds waits for an officer."""

from datetime import timedelta

from sqlalchemy import select, text, update

from examsite.attempts.models import ScoreVersion
from examsite.domain.actions import Action
from examsite.kit import jobs
from examsite.kit.db import append, db
from examsite.results.jobs import sweep
from examsite.results.models import ScoreIncident
from examsite.results.queries.score_incidents import NIGHTLY
from tests import make_regrade
from tests.cast import NOW

PAGE = "/staff/results/checks"
NIGHT = NOW + timedelta(hours=18)  # 03:00 in Asia/Shanghai, the day after


def asked():
    return len(db.session.scalars(select(jobs.Job.id).where(jobs.Job.name == NIGHTLY)).all())


def broken_score():
    """Somebody changes a stored total past the triggers; whose attempt it is."""
    sat = make_regrade.attempt(make_regrade.sitting(), "candidate")
    with append(Action.SYSTEM_INITIALISED, by=None, now=NOW) as tx:
        if tx.connection.dialect.name == "sqlite":
            tx.execute(text("DROP TRIGGER score_version_no_update"))
        else:
            tx.execute(text("ALTER TABLE score_version DISABLE TRIGGER USER"))
        tx.execute(update(ScoreVersion).values(total=ScoreVersion.total + 100))
    return sat


def test_it_is_asked_for_once_a_night(site):
    sweep(NIGHT - timedelta(minutes=1))
    assert asked() == 0
    for minutes in (0, 1, 600):
        sweep(NIGHT + timedelta(minutes=minutes))
    assert asked() == 1
    sweep(NIGHT + timedelta(days=1))
    assert asked() == 2


def test_what_it_finds_waits_until_somebody_explains_it(site, clients):
    sat = broken_score()
    for day in (0, 1):  # the second night finds the same
        sweep(NIGHT + timedelta(days=day))
        jobs.run_all(NIGHT + timedelta(days=day, minutes=1))
    incident = db.session.scalars(select(ScoreIncident)).one()
    assert (incident.attempts, incident.named) == (1, [[sat.public_id, 1, "total"]])
    assert "成绩自检发现 1 条不一致" in clients.officer.get("/desk").text
    shown = clients.officer.get(PAGE).text
    assert "待查" in shown
    assert sat.public_id in shown
    address = f"{PAGE}/{incident.public_id}/explanation"
    told = clients.officer.post(address, data={"explanation": " "}, follow_redirects=True).text
    assert "请写明查到的原因" in told
    words = {"explanation": "维护脚本误改了总分，已由备份复原。"}
    assert (
        words["explanation"]
        in clients.officer.post(address, data=words, follow_redirects=True).text
    )
    again = clients.other_officer.post(address, data=words, follow_redirects=True).text
    assert "这一条已经了结" in again
    assert "成绩自检发现" not in clients.officer.get("/desk").text


def test_a_clean_night_leaves_nothing_but_when_it_was(site, clients):
    make_regrade.attempt(make_regrade.sitting(), "candidate")
    assert "没有做过自检" in clients.officer.get(PAGE).text
    sweep(NIGHT)
    jobs.run_all(NIGHT)
    page = clients.officer.get(PAGE).text
    assert "没有发现过不一致" in page
    assert "最近一次完成于" in page
