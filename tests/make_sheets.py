"""Builder for filled forms: values by block and key, written where the definition puts them."""

from io import BytesIO
from typing import Any

import openpyxl

from examsite.handbook.sheets.library import find_template
from examsite.handbook.sheets.placing import Layout, place
from examsite.handbook.sheets.shapes import Fields, Table, Template, Words
from examsite.handbook.sheets.writing import workbook_bytes


def template(name: str) -> Template:
    """The form of that name."""
    found = find_template(name)
    assert found is not None, name
    return found


def fill(name: str, values: dict[str, Any]) -> Any:
    """The form as an open workbook with `values` in it.

    Fields take {key: value}, free tables a list of rows, fixed tables {row: {key: value}}.
    """
    form = template(name)
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(form)))
    layout = place(form)
    for key, given in values.items():
        for row, cells in _rows(layout, key, given):
            for column, value in cells.items():
                slot = layout.slot(key, column, row)
                assert slot.entry is not None
                assert slot.entry.filled_in, f"{key}.{column} is worked out"
                book[slot.cell.page][slot.cell.address] = value
    return book


def _rows(layout: Layout, key: str, given: Any) -> list[tuple[str, dict[str, Any]]]:
    block = layout.block(key).block
    assert not isinstance(block, Words)
    if isinstance(block, Fields):
        return [("", given)]
    if isinstance(block, Table) and isinstance(block.rows, int):
        assert len(given) <= block.rows
        return [(str(number), row) for number, row in enumerate(given, start=1)]
    return list(given.items())


def saved(book: Any) -> bytes:
    """The workbook as a file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rows(columns: str, *lines: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Rows of a free table from their columns' names and values; None leaves a cell empty."""
    return [
        {key: value for key, value in zip(columns.split(), line, strict=True) if value is not None}
        for line in lines
    ]
