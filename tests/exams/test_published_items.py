"""Rulings 6: in production no question of the shipped bank gets into a form."""

import pytest

from examsite.domain.actions import Action
from examsite.domain.terms import ItemType, Level
from examsite.exams.services.forms import PublishedItems, assemble_form, release_form
from examsite.exams.services.schemes import sync_blueprints
from examsite.handbook.services.syncing import sync_handbook
from examsite.items.services.syncing import sync_bank
from examsite.kit.db import write
from examsite.psychometrics.assembly import ShortCells
from examsite.settings import ROOT
from tests import make_exam

SHIPPED = "讲解中的商品标错了价，已经有一百多人下单，先做什么才能止住错价造成的损失？"
NEAR = SHIPPED.replace("先做", "就做")
FAR = "开播前半小时价格表还没有核对，怎么办？"


@pytest.fixture
def production(site, monkeypatch):
    settings = site.app.extensions["settings"].model_copy(update={"env": "production"})
    monkeypatch.setitem(site.app.extensions, "settings", settings)


def single(code, stem, *, shipped=False):
    content = make_exam.CONTENT[ItemType.SINGLE] | {"stem": stem}
    made = make_exam.item(code, ItemType.SINGLE, content=content)
    with write(Action.BANK_SYNCED, by=None, now=make_exam.NOW):
        made.item.shipped = shipped
    return made


def test_it_works(site, people, now, production):
    single("J-A-001", SHIPPED, shipped=True)
    form = make_exam.form([single("J-A-101", FAR)], released=False)
    assert release_form(form, by=people.officer, two_people=False, now=now).released_at == now


def test_a_form_that_asks_what_is_published_is_not_released(site, people, now, production):
    shipped = single("J-A-001", SHIPPED, shipped=True)
    ours = [single("J-A-101", NEAR), single("J-A-102", FAR), shipped]
    form = make_exam.form(ours, released=False)
    with pytest.raises(PublishedItems) as refused:
        release_form(form, by=people.officer, two_people=False, now=now)
    told = refused.value.params
    assert (told["count"], sorted(told["items"].split("、"))) == (
        2,
        ["J-A-001（J-A-001）", "J-A-101（J-A-001）"],
    )
    assert form.released_at is None


def test_elsewhere_the_shipped_bank_serves_demonstration(site, people, now):
    form = make_exam.form([single("J-A-001", SHIPPED, shipped=True)], released=False)
    assert release_form(form, by=people.officer, two_people=False, now=now).released_at == now


def test_assembling_in_production_leaves_the_shipped_bank_aside(site, people, now, production):
    sync_handbook(ROOT / "handbook", now)
    sync_bank(ROOT / "question_bank", now)
    sync_blueprints(ROOT / "question_bank", now)
    with pytest.raises(ShortCells) as refused:
        assemble_form(Level.JUNIOR, seed=1, by=people.officer, now=now)
    assert {one.reached for one in refused.value.shortages} == {0}


def test_the_page_names_them(site, people, clients, now, production):
    form = make_exam.form([single("J-A-001", SHIPPED, shipped=True)], released=False)
    answer = clients.officer.post(f"/staff/forms/{form.public_id}/release")
    assert answer.status_code == 409
    assert "J-A-001（J-A-001）" in answer.text
