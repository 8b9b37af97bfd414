"""Statement counts of the hot path: bounded, and the same for any number of items."""

import pytest

from tests import make_exam
from tests.counting import counted


@pytest.mark.parametrize("items", [6, 60])
def test_save_three_start_eight_hand_in_eight(clients, site, items):
    exam = make_exam.sitting("candidate", exam_form=make_exam.form(make_exam.bank(items)))
    client = clients.candidate
    with counted() as starting:
        paper = client.post(f"/api/v1/exams/{exam.public_id}/attempts").get_json()
    item = next(one["item"] for one in paper["items"] if one["type"] == "true_false")
    with counted() as saving:
        address = f"/api/v1/attempts/{paper['attempt']}/answers/{item}"
        assert client.put(address, json={"value": True, "seq": 1}).status_code == 200
    with counted() as handing_in:
        client.post(f"/api/v1/attempts/{paper['attempt']}/submit")
    assert len(paper["items"]) == items
    assert (len(starting), len(saving), len(handing_in)) == (8, 3, 8)
