"""Signing in for one sitting by what stands on the admission slip; guesses are held back."""

from datetime import datetime, timedelta

from examsite.accounts.queries import get_user_by_id
from examsite.accounts.services.signing_in import open_session
from examsite.domain.actions import Action
from examsite.exams.services.entry_codes import WrongEntryCode, use_entry_code
from examsite.kit import throttle
from examsite.kit.access import Viewer
from examsite.kit.db import append, db

KIND = "entry_code"
WINDOW = timedelta(minutes=15)
PER_NUMBER, PER_ADDRESS = 10, 300
"""Wrong codes in the window: of one number, and of one address, behind which a whole hall sits."""


def enter_by_code(number: str, code: str, *, address: str, agent: str, now: datetime) -> Viewer:
    """Use a code up and open a sign-in that is good for its sitting alone.

    Raises TooMany when this number or address has failed too often, WrongEntryCode otherwise.
    """
    digits = "".join(one for one in number if one.isdigit())[:40]
    keys = {f"number:{digits}": PER_NUMBER, f"addr:{address}": PER_ADDRESS}
    throttle.require_room(db.session(), KIND, keys, window=WINDOW, now=now)
    try:
        entry = use_entry_code(number, code, now=now)
    except WrongEntryCode:
        with append(Action.ACCOUNT_SIGN_IN_REFUSED, by=None, now=now) as tx:
            throttle.count_failure(tx, KIND, list(keys))
        raise
    user = get_user_by_id(entry.user_id)
    sitting = entry.sitting.public_id
    person, _token = open_session(user, address=address, agent=agent, now=now, sitting=sitting)
    return person
