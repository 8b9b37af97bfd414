"""A year's forms: apart for those who retake, and no item shown too often."""

from fractions import Fraction
from itertools import pairwise

import pytest

from examsite.domain.form_check import deviations
from examsite.psychometrics.assembly import ShortCells
from examsite.psychometrics.plan import PlanAboveCap, disjoint_forms, plan_year
from tests.psychometrics.test_assembly import BY_ID, JUNIOR, bank

BIG = bank(size=600)
BIG_BY_ID = {item.id: item for item in BIG}


def test_it_works():
    plan = plan_year(BIG, JUNIOR, forms=8, apart=3, seed=1)
    assert len(plan.forms) == 8
    assert all(
        not deviations([BIG_BY_ID[one] for one in form.items], JUNIOR) for form in plan.forms
    )
    for first, second in pairwise(plan.forms):
        assert not set(first.items) & set(second.items)
    assert not set(plan.forms[0].items) & set(plan.forms[2].items)
    assert plan.highest <= Fraction(1, 4)
    assert sum(plan.exposure.values()) == 8 * 68
    assert plan.used <= plan.bank == 600


def test_the_same_seed_plans_the_same_year():
    once = plan_year(BIG, JUNIOR, forms=4, apart=2, seed=3)
    assert once == plan_year(BIG, JUNIOR, forms=4, apart=2, seed=3)


def test_a_small_bank_is_refused_with_the_form_and_the_cell():
    with pytest.raises(PlanAboveCap) as refused:
        plan_year(list(BY_ID.values()), JUNIOR, forms=4, apart=1, seed=1)
    assert refused.value.params["number"] > 1
    assert "type ordering" in refused.value.params["cells"]


def test_fewer_than_four_forms_cannot_keep_a_quarter():
    with pytest.raises(PlanAboveCap):
        plan_year(BIG, JUNIOR, forms=3, apart=1, seed=1)


def test_disjoint_forms_share_nothing():
    first, second = disjoint_forms(BIG, JUNIOR, wanted=2, seed=1)
    assert not set(first.items) & set(second.items)
    with pytest.raises(ShortCells):
        disjoint_forms(BIG, JUNIOR, wanted=20, seed=1)
