"""Items out of the house as a workbook; every export leaves a line in the journal."""

from datetime import datetime

from examsite.domain.actions import Action
from examsite.items.queries.bank import list_areas, list_passages
from examsite.items.queries.listing import ItemFilter, list_wanted
from examsite.items.workbook.stored import NotWritable, entry_of
from examsite.items.workbook.writing import Surroundings, template, write_items
from examsite.kit.access import Viewer
from examsite.kit.db import write


def surroundings() -> Surroundings:
    """The areas and passages that authors choose from, as they stand."""
    areas = tuple(f"{area.letter} {area.title}" for area in list_areas())
    return Surroundings(areas, tuple(list_passages()))


def empty_workbook() -> bytes:
    """The template with its examples."""
    return template(surroundings())


def export_items(wanted: ItemFilter, *, by: Viewer, now: datetime) -> bytes:
    """Every item of a list that this person may see, as a workbook that can be imported."""
    entries, left_out = [], []
    for current in list_wanted(wanted, visible_to=by):
        try:
            entries.append(entry_of(current))
        except NotWritable:
            left_out.append(current.item.code)
    data = write_items(entries, surroundings(), left_out=left_out)
    with write(Action.ITEMS_EXPORTED, by=by, now=now) as tx:
        tx.note(items=len(entries))
    return data
