"""Awarding: number, code, dates, sealed file, one line in the journal; and every refusal."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from examsite.accounts.services import proposals
from examsite.credentials import queries
from examsite.credentials.models import CertificateFile, Credential
from examsite.credentials.policies import DevelopmentKeys, IssuerNotSet
from examsite.credentials.services.awarding import AWARD, AlreadyAwarded, NothingToAward, award
from examsite.credentials.services.paper import CannotPrint
from examsite.domain.certificate_number import parse_code, parse_number, serial_of
from examsite.domain.certification import DeciderNotIndependent, SecondPersonNeeded
from examsite.domain.terms import CredentialStatus, StatusKind
from examsite.kit.db import db
from examsite.kit.journal import JournalDetail, JournalEntry
from examsite.kit.keys import load_seal_key
from examsite.kit.site import secret_for
from tests import make_credentials as make


def test_it_works(site, people, now):
    decision = make.decision(people.officer)
    issued = award(decision, by=people.officer, now=now)
    assert parse_number(issued.number) == issued.number
    assert parse_code(issued.code) == issued.code
    assert issued.number.startswith("OPJ26")
    assert serial_of(issued.number, secret_for("certificate-numbers")) == issued.serial
    assert (issued.issued_on, issued.valid_until) == (date(2026, 11, 23), date(2028, 11, 22))
    assert issued.development
    assert issued.facts["title"] == "操盘手能力评价证书（初级）"
    found = queries.standing(make.again(issued, people.officer), date(2026, 11, 23))
    assert found.status is CredentialStatus.VALID
    assert [each.kind for each in found.credential.events] == [StatusKind.ISSUED]
    file = queries.find_file(issued)
    assert file.sha256 == hashlib.sha256(file.content).hexdigest()


def test_the_journal_says_who_and_keeps_name_and_code_out(site, people, now):
    issued = award(make.decision(people.officer), by=people.officer, now=now)
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()
    assert (line.what, line.who) == ("credential.awarded", people.officer.public_id)
    assert line.about_id == issued.public_id
    body = str(db.session.get(JournalDetail, line.n).body)
    assert issued.name not in body
    assert issued.code not in body


def test_serials_go_up_and_numbers_tell_nothing(site, people, now):
    first = make.awarded(people.officer)
    second = make.awarded(people.officer, username="other_candidate")
    assert second.serial > first.serial
    assert first.number[5:9] != second.number[5:9]
    assert first.code != second.code


def test_the_effective_date_is_the_day_of_issue(site, people, now):
    later = now + timedelta(days=3)
    issued = award(make.decision(people.officer), by=people.officer, now=later)
    assert issued.issued_on == date(2026, 11, 26)
    assert issued.valid_until == date(2028, 11, 25)


def nothing_was_written() -> bool:
    tables = (Credential, CertificateFile)
    return not any(db.session.scalar(select(func.count()).select_from(each)) for each in tables)


def test_a_refusal_is_no_certificate(site, people, now):
    decision = make.decision(people.officer, approved=False)
    with pytest.raises(NothingToAward):
        award(decision, by=people.officer, now=now)
    assert nothing_was_written()


def test_once_is_enough(site, people, now):
    decision = make.decision(people.officer)
    award(decision, by=people.officer, now=now)
    with pytest.raises(AlreadyAwarded):
        award(queries.get_decision(decision.public_id), by=people.officer, now=now)


@pytest.mark.parametrize("who", ["candidate", "examiner_a", "examiner_b"])
def test_nobody_issues_on_their_own_scoring_or_to_themselves(site, people, now, who):
    decision = make.decision(people.officer)
    with pytest.raises(DeciderNotIndependent):
        award(decision, by=getattr(people, who), now=now)
    assert nothing_was_written()


def test_two_people_where_two_are_required(site, people, now):
    decision = make.decision(people.officer)
    with make.installed_as(site, two_person=True), pytest.raises(SecondPersonNeeded):
        award(decision, by=people.officer, now=now)


def test_a_rare_character_is_named_and_nothing_is_issued(site, people, now):
    decision = make.decision(people.officer, name="示\U000323af例")
    with pytest.raises(CannotPrint) as refused:
        award(decision, by=people.officer, now=now)
    assert refused.value.params["characters"] == "\U000323af"
    assert nothing_was_written()


def test_production_wants_an_issuer(site, people, now):
    decision = make.decision(people.officer)
    with (
        make.installed_as(site, env="production", two_person=False),
        pytest.raises(IssuerNotSet),
    ):
        award(decision, by=people.officer, now=now)


def test_production_wants_real_keys(site, people, now):
    decision = make.decision(people.officer)
    make.set_issuer(
        name="示例评价中心", unified_code="91330000MA00000000", address="示例路 1 号",
        complaint_contact="0571-00000000",
    )  # fmt: skip
    with (
        make.installed_as(site, env="production", two_person=False),
        pytest.raises(DevelopmentKeys),
    ):
        award(decision, by=people.officer, now=now)
    assert nothing_was_written()


def test_a_number_taken_meanwhile_is_not_given_twice(site, people, now):
    """Somebody else's award comes between preparing and writing: all is made again."""
    first, second = (
        make.decision(people.officer, username=who) for who in ("candidate", "other_candidate")
    )
    stale = [AWARD.prepare(second, {}, people.officer, now)]
    taken = award(first, by=people.officer, now=now)

    def prepare(*asked):
        return stale.pop() if stale else AWARD.prepare(*asked)

    late = replace(AWARD, prepare=prepare)
    issued = proposals.carry_out(late, second, {}, reason="", by=people.officer, now=now)
    assert stale == []
    assert issued.serial > taken.serial
    assert issued.number != taken.number


def test_the_seal_key_is_the_development_one(site):
    key = load_seal_key(site.app.extensions["settings"].keys_folder)
    assert key.development
    assert "不具效力" in key.leaf.subject.rfc4514_string()
