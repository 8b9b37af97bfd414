"""Refusals of the marking of short answers: when a mark comes too late or twice."""

from examsite.domain.errors import Conflict


class AnswerSettled(Conflict):
    """409: others have finished the answer meanwhile, or it has left the queue."""

    code = "answer_settled"
    message = "这份答卷刚由别人评完或已不需要评分，您这次的评分没有记入。请接着评下一份。"


class AlreadyMarked(Conflict):
    """409: one mark a person and answer."""

    code = "already_marked"
    message = "这份答卷您已经评过。"


class MarkFixed(Conflict):
    """409: another marker has the answer too by now, so the first word stands."""

    code = "mark_fixed"
    message = "这份答卷另一位也已评过，评分不能再改。有疑问请联系考务。"


class NothingMarked(Conflict):
    """409: nothing was marked in this queue yet."""

    code = "nothing_marked"
    message = "这里还没有您评过的答卷。"


class NothingToMark(Conflict):
    """409: no answer waits for this person here."""

    code = "nothing_to_mark"
    message = "这道题现在没有等您评的答卷。"
