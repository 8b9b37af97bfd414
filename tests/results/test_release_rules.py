"""Release by rule: at once, on a day, never before everything is marked, never by who scored."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.results.jobs import sweep
from examsite.results.models import ReleaseRule
from examsite.results.queries.reports import find_result_of
from examsite.results.services.release_rules import ReleaseDayPast, drop_rule, set_rule
from tests import make_results
from tests.cast import NOW

AFTER = NOW + timedelta(hours=3)


@pytest.fixture
def sitting(site):
    return make_results.sitting("candidate", "other_candidate")


def test_at_once_means_when_all_is_marked_and_the_window_is_over(sitting, people):
    first = make_results.attempt("candidate", of=sitting)
    second = make_results.attempt("other_candidate", of=sitting, marked=False)
    set_rule(sitting, None, by=people.officer, now=NOW)
    assert sweep(NOW) == 0
    assert sweep(AFTER) == 0
    make_results.mark(second)
    assert sweep(AFTER) == 2
    assert sweep(AFTER) == 0
    assert find_result_of(first.id).released_by_id == people.officer.id


def test_a_day_is_waited_for(sitting, people):
    make_results.attempt("candidate", of=sitting)
    tomorrow = local_date(NOW) + timedelta(days=1)
    with pytest.raises(ReleaseDayPast):
        set_rule(sitting, tomorrow - timedelta(days=2), by=people.officer, now=NOW)
    set_rule(sitting, tomorrow, by=people.officer, now=NOW)
    assert sweep(AFTER) == 0
    assert sweep(NOW + timedelta(days=1)) == 1


def test_without_a_rule_nothing_is_released(sitting, people):
    make_results.attempt("candidate", of=sitting)
    set_rule(sitting, None, by=people.officer, now=NOW)
    drop_rule(sitting, by=people.other_officer, now=NOW)
    drop_rule(sitting, by=people.other_officer, now=NOW)
    assert sweep(AFTER) == 0


def test_what_stands_in_the_way_is_told(clients, people):
    sitting = make_results.sitting("officer")
    make_results.attempt("officer", of=sitting)
    set_rule(sitting, None, by=people.officer, now=NOW)
    for _ in range(2):
        assert sweep(AFTER) == 0
    assert db.session.scalars(select(ReleaseRule)).one().problem == "scorer_cannot_release"
    page = clients.other_officer.get(f"/staff/results/sittings/{sitting.public_id}").text
    assert "没有发布成" in page


def test_the_page_sets_and_takes_back(clients, sitting):
    address = f"/staff/results/sittings/{sitting.public_id}"
    page = clients.officer.post(f"{address}/rule", data={"when": "at_once"}, follow_redirects=True)
    assert "考次结束、全部评完后立即发布</summary>" in page.text
    page = clients.officer.post(f"{address}/rule", data={"when": "on_date"}, follow_redirects=True)
    assert "请填日期" in page.text
    clients.officer.post(f"{address}/rule", data={"when": "hand"})
    assert db.session.scalars(select(ReleaseRule)).all() == []
