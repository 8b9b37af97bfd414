"""The table "page x person -> what happens", written by hand in `pages.txt` and read by `test_pages.py`.

ok    the page opens, or says honestly that the id in its address is nobody's (404, 422 ...)
sign  303 to the sign-in page      401   asked to sign in (programs, and forms)
403   signed in, but not for this person          404   hidden from this person

A new page needs a line there: think of every column before you copy what its label says.
"""

from pathlib import Path

PERSONS = {
    "anonymous": "",
    "candidate": "candidate",
    "examiner": "examiner_a",
    "author": "author",
    "invigilator": "invigilator",
    "officer": "officer",
    "auditor": "auditor",
    "hr": "hr",
    "manager": "manager",
    "admin": "admin",
}
"""The columns of the table and who of the cast plays each."""

ENDS_THE_SIGN_IN = {"accounts.sign_out", "accounts_api.end_session", "accounts_own.close_now"}
"""Asked for last, because nothing opens afterwards."""

NARROWER = {
    "accounts.sign_in_now": "an empty form is a wrong password",
}
"""Pages that refuse somebody whom their label lets in, and why."""

OPEN_WITHOUT_ID = {
    "accounts_issuer.seal": 404,  # no picture has been given
    "accounts_joining.confirm": 404,  # no code is awaited in this browser
    "accounts_joining.reset_by_code": 404,
    "accounts_own.confirm_contact": 404,
    "handbook_book.epub": 404,  # nobody has built the book
    "handbook_book.pdf": 404,
}
"""Pages without an id in their address that have nothing to show at first, and what they say."""

TABLE = {
    row.split()[0]: tuple(row.split()[1:])
    for row in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
    if row and not row.startswith("-")
}
