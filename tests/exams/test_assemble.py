"""Assembling from the shipped bank: the blueprint holds, the seed rebuilds, shortages are named."""

import json

import pytest
from sqlalchemy import func, select

from examsite.domain.actions import Action
from examsite.domain.certification import SecondPersonNeeded
from examsite.domain.terms import FormPolicy, ItemState, ItemType, Level
from examsite.exams.jobs import draw_forms
from examsite.exams.models import ExamForm, FormItem
from examsite.exams.queries import list_entries, list_form_items
from examsite.exams.services.forms import AlreadyReleased, assemble_form, release_form
from examsite.exams.services.rosters import close_roster
from examsite.exams.services.schemes import sync_blueprints, sync_schemes
from examsite.handbook.services.syncing import sync_handbook
from examsite.items.models import Item, KeyVersion
from examsite.items.services.syncing import sync_bank
from examsite.kit.db import db, write
from examsite.psychometrics.assembly import ShortCells
from examsite.settings import ROOT
from tests import make_exam


@pytest.fixture
def bank(site, now):
    """The content that is shipped, in the database."""
    sync_handbook(ROOT / "handbook", now)
    sync_bank(ROOT / "question_bank", now)
    sync_schemes(ROOT / "question_bank", now)
    sync_blueprints(ROOT / "question_bank", now)


def test_it_works(bank, people, now):
    form = assemble_form(Level.JUNIOR, seed=1, by=people.officer, now=now)
    places = list_form_items(form)
    assert len(places) == 68
    assert sum(place.points for place in places) == 10_000
    assert form.proof["deviations"] == []
    for _kind, _name, wanted, slack, got in form.proof["cells"]:
        assert abs(got - wanted) <= slack
    paper = json.loads(form.paper)
    assert [one["item"] for one in paper] == [place.public_id for place in places]


def test_the_same_seed_draws_the_same_form_and_another_another(bank, people, now):
    def drawn(seed):
        form = assemble_form(Level.JUNIOR, seed=seed, by=people.officer, now=now)
        return form.content_hash

    assert drawn(5) == drawn(5)
    assert drawn(5) != drawn(6)


def test_the_paper_holds_nothing_of_any_key(bank, people, now):
    form = assemble_form(Level.JUNIOR, seed=2, by=people.officer, now=now)
    rationales = [
        text for row in db.session.scalars(select(KeyVersion.rationales)) for text in row.values()
    ]
    assert len(rationales) > 300
    assert not [text for text in rationales if text in form.paper]
    allowed = {
        "item", "position", "type", "stem", "points", "options", "left", "right", "units",
        "material",
    }  # fmt: skip
    assert all(set(one) <= allowed for one in json.loads(form.paper))


def test_a_short_bank_is_refused_and_the_cell_named(bank, people, now):
    with write(Action.BANK_SYNCED, by=None, now=now) as tx:
        numeric = select(Item).where(Item.level == Level.JUNIOR, Item.type == ItemType.NUMERIC)
        for item in list(tx.session.scalars(numeric))[4:]:
            item.state = ItemState.RETIRED
    with pytest.raises(ShortCells) as refused:
        assemble_form(Level.JUNIOR, seed=1, by=people.officer, now=now)
    short = {(one.kind, one.name): one for one in refused.value.shortages}
    cell = short["type", "numeric"]
    assert (cell.wanted, cell.reached, cell.off_by) == (6, 4, -2)


def test_releasing_needs_a_second_person_where_the_rules_say_so(bank, people, now):
    form = assemble_form(Level.JUNIOR, seed=3, by=people.officer, now=now)
    with pytest.raises(SecondPersonNeeded):
        release_form(form, by=people.officer, two_people=True, now=now)
    release_form(form, by=people.other_officer, two_people=True, now=now)
    assert form.released_at == now
    with pytest.raises(AlreadyReleased):
        release_form(form, by=people.other_officer, two_people=False, now=now)


def test_a_form_keeps_its_item_versions_when_the_bank_changes(bank, people, now):
    form = assemble_form(Level.JUNIOR, seed=4, by=people.officer, now=now)
    rows = select(FormItem.item_version_id).where(FormItem.form_id == form.id)
    before = list(db.session.scalars(rows.order_by(FormItem.position)))
    sync_bank(ROOT / "question_bank", now)
    assert list(db.session.scalars(rows.order_by(FormItem.position))) == before


def test_a_form_is_drawn_for_each_candidate_and_only_once(bank, people, now):
    form = assemble_form(Level.JUNIOR, seed=1, by=people.officer, now=now)
    release_form(form, by=people.officer, two_people=False, now=now)
    arranged = {"policy": FormPolicy.PER_CANDIDATE}
    names = ("candidate", "other_candidate")
    sitting = make_exam.sitting(*names, exam_form=form, arranged=arranged)
    close_roster(sitting, by=people.officer, now=now)
    for _ in range(2):  # a job that is run again draws nothing
        draw_forms({"sitting": sitting.public_id}, now)
    taken = {one.form_id for one in list_entries(sitting.id)}
    assert len(taken) == 2
    assert db.session.scalar(select(func.count(ExamForm.id))) == 3
    drawn = db.session.scalars(select(ExamForm).where(ExamForm.id.in_(taken))).all()
    assert {one.blueprint_id for one in drawn} == {form.blueprint_id}
    assert all(one.released_at is not None for one in drawn)
