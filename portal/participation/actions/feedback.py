"""Asking how it was, taking answers that lead back to nobody, and reading free texts before others do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from portal.core import audit, clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db
from portal.core.errors import Conflict, Refused
from portal.core.text import _l
from portal.events.models import Occurrence
from portal.participation import mails, queries
from portal.participation.models import Feedback, FeedbackUsed
from portal.participation.rules import feedback, reminders


@action
def ask_feedback(actor: Actor) -> int:
    """Ask people how it was, some hours after the end and never at night; how many were asked."""
    if reminders.is_quiet(clock.now()):
        return 0
    asked = queries.to_ask()
    for signup in asked:
        signup.feedback_asked_at = clock.now()
        mails.ask_feedback(signup, signup.occurrence)
    return len(asked)


def statement_of(occurrence: Occurrence) -> str:
    """The statement that people are asked about (needs ``event.tags`` loaded)."""
    event = occurrence.event
    return feedback.statement_for(in_community=event.community_id is not None, themes=event.tagged("theme"))


def check_feedback_open(occurrence: Occurrence, way: str) -> None:
    """Raise ``Refused`` with the reason that no answers are taken in this way now."""
    if occurrence.cancelled:
        raise Refused(_l("This date was cancelled, so there is nothing to tell."))
    if not feedback.is_open(clock.now(), occurrence.starts_at, occurrence.ends_at, way):
        raise Refused(_l("We take answers from when it is held until a week after."))


@action
def give_feedback(
    actor: Actor,
    occurrence_id: int,
    *,
    way: str,
    nonce: str = "",
    face: int | None = None,
    agrees: str = "",
    text: str = "",
    first_time: bool | None = None,
) -> None:
    """Keep one answer. ``nonce`` is the secret of a mailed link, which is good for one answer.

    Neither the actor nor a time of day is kept, and the trail says nothing of it. Raises ``Refused`` (not
    open, empty), ``Conflict`` for a link that was used, ``Missing``.
    """
    occurrence = queries.date(occurrence_id)
    check_feedback_open(occurrence, way)
    feedback.check_answer(face=face, agrees=agrees, text=text)
    if way == feedback.LINK:
        _use(nonce)
    db.session.add(
        Feedback(
            occurrence_id=occurrence.id,
            face=face,
            statement=statement_of(occurrence),
            agrees=agrees,
            first_time=first_time,
            text=text.strip(),
            way=way,
            on=clock.today(),
        )
    )


def hash_of(nonce: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def _use(nonce: str) -> None:
    if not nonce or queries.is_used(hash_of(nonce)):
        raise Conflict(_l("This link has been answered. Thank you."))
    db.session.add(FeedbackUsed(token_hash=hash_of(nonce)))
    db.session.flush()


@action
def key_in_feedback(actor: Actor, occurrence_id: int, *, faces: Mapping[int, int]) -> int:
    """Key in faces ticked on paper: face -> how many; the number kept.

    Raises ``Forbidden``, ``Refused`` (nothing, too many, not over), ``Missing``.
    """
    occurrence = queries.date(occurrence_id)
    require(actor, "feedback:key_in", occurrence)
    check_feedback_open(occurrence, feedback.PAPER)
    if any(not 0 <= number <= feedback.MOST_ON_PAPER for number in faces.values()):
        raise Refused(
            _l("Check the number: it must be between 0 and %(limit)s.", limit=feedback.MOST_ON_PAPER)
        )
    total = sum(faces.values())
    if total == 0 or not faces.keys() <= feedback.FACES.keys():
        raise Refused(_l("Write how many ticked each face."))
    statement = statement_of(occurrence)
    db.session.add_all(
        Feedback(
            occurrence_id=occurrence.id, face=face, statement=statement, way=feedback.PAPER, on=clock.today()
        )
        for face, number in faces.items()
        for _one in range(number)
    )
    audit.note(actor, "feedback.key_in", occurrence, number=total)
    return total


@action
def check_text(actor: Actor, ident: str, *, shown: bool, text: str = "") -> Feedback:
    """Let others see a free text, with names taken out, or keep it from them.

    Raises ``Forbidden``, ``Refused`` for an empty text that is to be shown, ``Missing``.
    """
    found = queries.feedback_by_id(ident)
    require(actor, "feedback:check", found.occurrence)
    if shown and not text.strip():
        raise Refused(_l("Write what is to be shown, or keep it back."), field="text")
    found.text = text.strip()[:500] if shown else found.text
    found.text_state = feedback.SHOWN if shown else feedback.HIDDEN
    audit.note(actor, "feedback.check", found.occurrence, shown=shown)
    return found
