"""Documents: numbers that can be, birth dates that agree, masks that hide."""

from datetime import date

import pytest

from examsite.domain.identity import (
    BadDocumentNumber,
    BirthDateDiffers,
    DocumentType,
    check_character,
    check_document,
    mask_number,
    normal_number,
)

BIRTH = date(1949, 12, 31)
SAMPLE = "11010519491231002X"  # the example printed in the standard


def test_the_standards_own_example_is_accepted():
    assert check_document(DocumentType.RESIDENT, SAMPLE, BIRTH) is None
    assert check_character(SAMPLE) == "X"


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491231002", "A" * 18, ""])
def test_a_number_that_cannot_be_is_refused(number):
    with pytest.raises(BadDocumentNumber):
        check_document(DocumentType.RESIDENT, number, BIRTH)


def test_another_birth_date_is_refused():
    with pytest.raises(BirthDateDiffers):
        check_document(DocumentType.RESIDENCE_PERMIT, SAMPLE, date(1949, 12, 30))


def test_other_documents_are_checked_for_their_characters_only():
    assert check_document(DocumentType.PASSPORT, "E12345678", BIRTH) is None
    with pytest.raises(BadDocumentNumber):
        check_document(DocumentType.PASSPORT, "护照", BIRTH)


def test_spellings_of_one_number_agree():
    assert normal_number(" 110105-19491231 002x ") == SAMPLE
    assert normal_number("Ｅ１２３４５６７８") == "E12345678"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(SAMPLE, "1" + "*" * 15 + "2X"), ("E12345678", "E******78"), ("12345", "****5"), ("", "")],
)
def test_masks(number, shown):
    assert mask_number(number) == shown
