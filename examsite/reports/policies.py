"""Cells that a spreadsheet shows and never runs."""

STARTERS = "=+-@\t\r\n＝＋－＠"
"""What makes a spreadsheet read a cell as a formula, in half and full width."""


def safe_cell(value: object) -> str:
    """The value as text; whatever could start a formula is led by an apostrophe.

    Spaces before the first sign do not hide it: some programs trim them.
    """
    text = str(value)
    shown = text.lstrip(" \u00a0\u3000\ufeff")
    return f"'{text}" if shown.startswith(tuple(STARTERS)) else text
