"""The ten forms of appendix C, in the order in which a show needs them."""

from examsite.handbook.sheets.defined.assortment import ASSORTMENT
from examsite.handbook.sheets.defined.diagnosis import DIAGNOSIS
from examsite.handbook.sheets.defined.incident_cards import INCIDENT_CARDS
from examsite.handbook.sheets.defined.live_log import LIVE_LOG
from examsite.handbook.sheets.defined.pitch import PITCH
from examsite.handbook.sheets.defined.plan import PLAN
from examsite.handbook.sheets.defined.pre_show import PRE_SHOW
from examsite.handbook.sheets.defined.review import REVIEW
from examsite.handbook.sheets.defined.settlement import SETTLEMENT
from examsite.handbook.sheets.defined.timeline import TIMELINE
from examsite.handbook.sheets.shapes import Template

TEMPLATES: tuple[Template, ...] = (
    DIAGNOSIS,
    PLAN,
    ASSORTMENT,
    PITCH,
    TIMELINE,
    PRE_SHOW,
    INCIDENT_CARDS,
    LIVE_LOG,
    REVIEW,
    SETTLEMENT,
)
"""`name` is the address, the file's mark and what `reading` answers: it never changes."""


def find_template(name: str) -> Template | None:
    """The form of that name, or None."""
    return next((one for one in TEMPLATES if one.name == name), None)


def templates_of_chapter(number: int) -> list[Template]:
    """The forms that a chapter asks for."""
    return [one for one in TEMPLATES if number in one.chapters]
