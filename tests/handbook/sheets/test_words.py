"""The forms speak the chapters' words: what is printed in them stands in the handbook."""

import re

import pytest

from examsite.domain.wording import Surface, lint
from examsite.handbook.files import read_handbook
from examsite.handbook.sheets.defined.assortment import CHECKS
from examsite.handbook.sheets.defined.diagnosis_questions import QUESTIONS as CHECKUP
from examsite.handbook.sheets.defined.incident_words import CARDS, PARTS
from examsite.handbook.sheets.defined.pitch import STEPS
from examsite.handbook.sheets.defined.plan_people import DUTIES, POWERS
from examsite.handbook.sheets.defined.plan_traffic import STOP_LINES, SWITCHES, WANTED
from examsite.handbook.sheets.defined.pre_show import QUESTIONS, SIX_DUTIES
from examsite.handbook.sheets.library import TEMPLATES
from examsite.handbook.sheets.placing import place
from tests.make_content import HANDBOOK

CHAPTERS = {one.front.number: one for one in read_handbook(HANDBOOK)}


def bare(text):
    return re.sub(r"[\s*`]", "", text)


def missing(chapter, sentences):
    book = bare(CHAPTERS[chapter].raw)
    return [one for one in sentences if bare(one) not in book]


@pytest.mark.parametrize(
    ("chapter", "sentences"),
    [
        (4, [one for questions in CHECKUP.values() for one in questions]),
        (4, list(CHECKUP)),
        (5, [seen for _, _, seen in CHECKS]),
        (7, [text for _, role, duty in DUTIES for text in (role, duty)]),
        (7, [text for _, *texts in POWERS for text in texts]),
        (8, [text for _, step, question, who, _ in STEPS for text in (step, question, who)]),
        (11, [what for _, what, _ in WANTED]),
        (
            11,
            [
                text
                for table in (STOP_LINES, SWITCHES)
                for row in table.rows
                for text in row.labels.values()
            ],
        ),
        (12, [text for words in CARDS.values() for text in words]),
        (12, [*CARDS, *PARTS]),
        (14, [question for _, question in QUESTIONS]),
        (14, list(SIX_DUTIES)),
    ],
)
def test_it_works(chapter, sentences):
    assert sentences
    assert not missing(chapter, sentences)


def test_the_numbers_of_things_are_the_chapters():
    assert sum(map(len, CHECKUP.values())) == 25
    assert len(QUESTIONS) == 20
    assert [len(words) for words in CARDS.values()] == [7] * 10
    assert sum(seconds for *_, seconds in STEPS) == 300


def texts(form):
    """Everything printed in a form."""
    layout = place(form)
    yield from (form.title, form.purpose, *form.steps)
    yield from (text for pair in form.sources for text in pair)
    yield from (text for proof in form.proofs for text in (proof.passage, proof.text))
    for page in form.pages:
        yield from (page.title, page.hint)
    for placed in layout.blocks:
        yield from (words for _, words, _ in placed.printed)
        for slot in placed.slots:
            if slot.entry is not None:
                yield from (slot.label, slot.entry.note, str(slot.entry.default or ""))
                yield from (slot.entry.formula, *slot.entry.choices)


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
def test_no_forbidden_word_is_printed(form):
    found = [bad for text in texts(form) for bad in lint(text, Surface.COPY)]
    assert not found


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
def test_sections_that_a_form_names_are_in_the_handbook(form):
    """`6.11` in a hint or a note is a section with that number."""
    known = {
        match[1]
        for chapter in CHAPTERS.values()
        for passage in chapter.passages
        if (match := re.match(r"(\d+\.\d+) ", passage.title))
    }
    cited = [text for _, text in form.sources] + [proof.passage for proof in form.proofs]
    cited += [
        found
        for text in texts(form)
        for found in re.findall(r"（[^（）]*\d+\.\d+[^（）]*）", text)
        if not re.search(r"[%元×÷−]", found)
    ]
    section = r"(?<![\d.])1?\d\.(?:1[0-3]|[1-9])(?![\d.])"
    numbers = {number for text in cited for number in re.findall(section, text)}
    assert numbers
    assert numbers <= known, sorted(numbers - known)


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
def test_the_chapters_of_a_form_are_chapters(form):
    assert set(form.chapters) <= set(CHAPTERS)
