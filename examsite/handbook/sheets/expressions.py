"""Pieces of formulas that definitions share: nothing shown while inputs are missing, no #DIV/0!."""


def when(needs: str, expression: str) -> str:
    """`expression` once every cell of the comma-separated `needs` holds a number, else nothing.

    A division by zero shows nothing too: the cell waits until its denominator is there.
    """
    count = needs.count(",") + 1
    return f'IF(COUNT({needs})<{count},"",IFERROR({expression},""))'


def ratio(part: str, whole: str) -> str:
    """`part` by `whole`, empty while either is missing or the whole is zero."""
    return when(f"{part},{whole}", f"{part}/{whole}")


def given(cell: str, expression: str) -> str:
    """`expression` once the text cell is filled, else nothing."""
    return f'IF({cell}="","",{expression})'


def total(column: str) -> str:
    """Sum of a column, empty while the column is."""
    return f'IF(COUNT({column})=0,"",SUM({column}))'
