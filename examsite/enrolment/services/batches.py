"""A batch from draft to archive: written, announced, corrected, bound, signed, closed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from examsite.credentials.policies import before_award
from examsite.domain.actions import Action
from examsite.domain.batch import (
    BatchMoved,
    BatchState,
    NotYetPublished,
    require_enrolling,
    require_move,
    require_settled,
    require_uninvolved,
    require_window,
)
from examsite.domain.errors import Conflict
from examsite.domain.publication import PublicationState, state_on
from examsite.enrolment.models import Batch, BatchNotice, BatchSession, BatchSitting
from examsite.enrolment.queries.batch_progress import count_open, list_involved
from examsite.enrolment.queries.batches import (
    count_applied,
    find_batch_of,
    find_batch_of_decision,
    find_link,
    list_free_sessions,
    list_free_sittings,
    list_notices,
    list_sittings_of,
)
from examsite.enrolment.queries.publications import list_places_of
from examsite.enrolment.services.identity import ReasonNeeded
from examsite.exams.models import Sitting
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import Transaction, write
from examsite.kit.jobs import enqueue
from examsite.practicals.models import PracticalSession
from examsite.results.models import Decision

ARCHIVE = "enrolment.archive_batch"
WRITABLE = (BatchState.DRAFT, BatchState.ANNOUNCED)


class NothingToAnnounce(Conflict):
    """409: a notice without an exam."""

    code = "nothing_to_announce"
    message = "请先把考次列入批次，再发公告。"


class AlreadyBound(Conflict):
    """409: somebody was faster, or it is over."""

    code = "already_bound"
    message = "这场考次或实战已经在别的批次里，或已经结束。请刷新页面。"


class HasApplications(Conflict):
    """409: people have applied under this notice."""

    code = "has_applications"
    message = "这个考次已经有人报名，不能移出批次。"


@dataclass(frozen=True)
class Notice:
    """What an officer writes: words and the days of enrolment, both inclusive."""

    title: str
    text: str
    enrols_from: date
    enrols_until: date
    contact: str
    fee: str


@before_award
def refuse_unpublished(decision: Decision, today: date) -> None:
    """Raise NotYetPublished: what was taken in a batch is awarded after its publication."""
    if find_batch_of_decision(decision) is None:
        return
    places = list_places_of(decision.id)
    if all(state_on(one.window, today) is PublicationState.WITHDRAWN for one in places):
        raise NotYetPublished


def require_enrolment_open(sitting: Sitting, now: datetime) -> None:
    """Raise NotAnnounced, EnrolmentNotBegun or EnrolmentOver for a sitting of a batch."""
    batch = find_batch_of(sitting.id)
    if batch is not None:
        require_enrolling(batch, local_date(now))


def draft(notice: Notice, *, by: Viewer, now: datetime) -> Batch:
    """A new batch nobody sees yet. Raises BadEnrolmentWindow."""
    require_window(notice.enrols_from, notice.enrols_until)
    with write(Action.BATCH_DRAFTED, by=by, now=now) as tx:
        made = tx.add(
            Batch(
                state=BatchState.DRAFT,
                title=notice.title,
                enrols_from=notice.enrols_from,
                enrols_until=notice.enrols_until,
                created_at=now,
                remark="",
            )
        )
        tx.about = made
        tx.add(_version(made, notice, 1, change="", by=by, now=now))
    return made


def rewrite(batch: Batch, notice: Notice, *, change: str, by: Viewer, now: datetime) -> None:
    """A new version of the notice; once announced it says what has changed and why.

    Raises BadEnrolmentWindow, BatchMoved, ReasonNeeded.
    """
    require_window(notice.enrols_from, notice.enrols_until)
    said = change.strip()
    with write(Action.BATCH_REWRITTEN, by=by, now=now, about=batch, why=said) as tx:
        _lock(tx, batch, *WRITABLE)
        if batch.state is BatchState.ANNOUNCED and not said:
            raise ReasonNeeded
        batch.title = notice.title
        batch.enrols_from, batch.enrols_until = notice.enrols_from, notice.enrols_until
        number = list_notices(batch)[0].number + 1
        tx.add(_version(batch, notice, number, change=said, by=by, now=now))


def _version(
    batch: Batch, notice: Notice, number: int, *, change: str, by: Viewer, now: datetime
) -> BatchNotice:
    return BatchNotice(
        batch_id=batch.id,
        number=number,
        title=notice.title,
        text=notice.text,
        enrols_from=notice.enrols_from,
        enrols_until=notice.enrols_until,
        contact=notice.contact,
        fee=notice.fee,
        change=change,
        by_id=by.id,
        at=now,
    )


def _lock(tx: Transaction, batch: Batch, *states: BatchState) -> None:
    tx.lock(batch)
    if batch.state not in states:
        raise BatchMoved


def announce(batch: Batch, *, by: Viewer, now: datetime) -> None:
    """Let everybody read it. Raises BatchMoved, NothingToAnnounce."""
    with write(Action.BATCH_ANNOUNCED, by=by, now=now, about=batch) as tx:
        tx.lock(batch)
        require_move(batch.state, BatchState.ANNOUNCED)
        if not list_sittings_of(batch):
            raise NothingToAnnounce
        batch.state, batch.announced_at = BatchState.ANNOUNCED, now


def bind_sitting(batch: Batch, sitting: str, *, by: Viewer, now: datetime) -> None:
    """Take a sitting (public id) into the batch. Raises BatchMoved, AlreadyBound."""
    _bind(batch, list_free_sittings, sitting, by=by, now=now)


def bind_session(batch: Batch, session: str, *, by: Viewer, now: datetime) -> None:
    """Take a practical session (public id) into the batch. Raises BatchMoved, AlreadyBound."""
    _bind(batch, list_free_sessions, session, by=by, now=now)


def _bind(
    batch: Batch,
    list_free: Callable[[datetime], Sequence[Sitting | PracticalSession]],
    wanted: str,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    with write(Action.BATCH_BOUND, by=by, now=now, about=batch) as tx:
        _lock(tx, batch, *WRITABLE)
        found = next((one for one in list_free(now) if one.public_id == wanted), None)
        if found is None:
            raise AlreadyBound
        tx.lock(found)
        if isinstance(found, Sitting):
            tx.add(BatchSitting(batch_id=batch.id, sitting_id=found.id))
        else:
            tx.add(BatchSession(batch_id=batch.id, session_id=found.id))


def unbind_sitting(batch: Batch, sitting: str, *, by: Viewer, now: datetime) -> None:
    """Take a sitting out again while nobody has applied. Raises BatchMoved, HasApplications."""
    with write(Action.BATCH_UNBOUND, by=by, now=now, about=batch) as tx:
        _lock(tx, batch, *WRITABLE)
        link = find_link(batch, sitting)
        if link is None:
            raise BatchMoved
        tx.lock(link.sitting)
        if count_applied(link.sitting):
            raise HasApplications
        tx.remove(link)


def sign(batch: Batch, *, remark: str, by: Viewer, now: datetime) -> None:
    """The supervisor vouches for the batch: everything settled, by somebody uninvolved.

    Raises BatchMoved, StillOpen, SupervisorInvolved.
    """
    with write(Action.BATCH_SIGNED, by=by, now=now, about=batch) as tx:
        tx.lock(batch)
        require_move(batch.state, BatchState.SIGNED)
        require_uninvolved(by.id, list_involved(batch))
        require_settled(count_open(batch, now, local_date(now)))
        batch.state, batch.signed_at, batch.signed_by_id = BatchState.SIGNED, now, by.id
        batch.remark = remark.strip()


def take_back(batch: Batch, *, reason: str, by: Viewer, now: datetime) -> None:
    """The signature is taken back with a reason. Raises BatchMoved, ReasonNeeded."""
    said = reason.strip()
    if not said:
        raise ReasonNeeded
    with write(Action.BATCH_UNSIGNED, by=by, now=now, about=batch, why=said) as tx:
        tx.lock(batch)
        require_move(batch.state, BatchState.ANNOUNCED)
        if batch.state is not BatchState.SIGNED:
            raise BatchMoved
        batch.state, batch.signed_at, batch.signed_by_id = BatchState.ANNOUNCED, None, None
        batch.remark = ""


def close(batch: Batch, *, by: Viewer, now: datetime) -> None:
    """Close a signed batch for good; its archive is made afterwards.

    Raises BatchMoved, StillOpen when something has come up since the signature.
    """
    with write(Action.BATCH_CLOSED, by=by, now=now, about=batch) as tx:
        tx.lock(batch)
        require_move(batch.state, BatchState.CLOSED)
        require_settled(count_open(batch, now, local_date(now)))
        batch.state, batch.closed_at = BatchState.CLOSED, now
        enqueue(tx, ARCHIVE, {"batch": batch.public_id})
