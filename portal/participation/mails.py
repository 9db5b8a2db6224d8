"""What people on a list are told, and the link that lets them change it without an account.

Every mail is posted in the transaction of the fact it tells of, in the language the person signed up in.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from portal.core import clock, web
from portal.core.calendar import calendar
from portal.core.errors import Missing
from portal.core.outbox import post_mail
from portal.core.text import date_time_range, long_moment, speaking
from portal.events import queries as events
from portal.events.models import Occurrence
from portal.participation import rules
from portal.participation.models import Signup


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="participation.manage")


def token_for(signup: Signup) -> str:
    """The secret in a manage link: the sign-up's uuid, signed. The same each time it is asked for."""
    return str(_signer().dumps(signup.uuid))


def uuid_of(token: str) -> str:
    """The uuid inside a manage link. Raises ``Missing`` for one that we did not sign."""
    try:
        return str(_signer().loads(token))
    except BadSignature:
        raise Missing() from None


def expired(signup: Signup) -> bool:
    """Whether a manage link has run out: 30 days after the date ended (needs ``occurrence`` loaded)."""
    return clock.now() > signup.occurrence.ends_at + rules.LINK_LIFETIME


def _address(occurrence: Occurrence) -> str:
    return web.absolute("pages.occurrence", slug=occurrence.event.slug, date=occurrence.slug)


def calendar_file(occurrence: Occurrence, *, with_link: bool = False) -> str:
    """The date as an ``.ics`` file; a cancelled one takes the entry out of the calendar again."""
    entry = events.calendar_entry(
        occurrence,
        _address(occurrence),
        changed=clock.now(),
        with_link=with_link and not occurrence.cancelled,
    )
    return calendar([entry], occurrence.said("title"), "CANCEL" if occurrence.cancelled else "PUBLISH")


def place_words(occurrence: Occurrence) -> str:
    """Where a date is held, as people are told (needs place and room loaded)."""
    return str(events.where(occurrence))


def remember_told(signup: Signup, occurrence: Occurrence) -> None:
    """Note what the contact knows of the date from now on, so that only news is told."""
    signup.told_sequence = occurrence.sequence
    signup.told_start = occurrence.starts_local
    signup.told_place = place_words(occurrence)


def online_link(signup: Signup, occurrence: Occurrence) -> str:
    """Where to join from home: only for those who have a seat."""
    if signup.state != rules.CONFIRMED or occurrence.event.mode == "physical":
        return ""
    return occurrence.own_online_link or occurrence.event.online_link


def _facts(signup: Signup, occurrence: Occurrence) -> dict[str, Any]:
    return {
        "first_name": rules.first_name(signup.name),
        "title": str(occurrence.said("title")),
        "when": date_time_range(occurrence.starts_local, occurrence.ends_local),
        "where": place_words(occurrence),
        "party": rules.party_words(signup.bands),
        "size": signup.size,
        "host": occurrence.event.host_name,
        "first_time": str(occurrence.said("first_time")),
        "online_link": online_link(signup, occurrence),
        "slug": occurrence.event.slug,
        "date": occurrence.slug,
        "token": token_for(signup),
        "direct": occurrence.event.auto_promote,
    }


def _post(
    name: str, signup: Signup, occurrence: Occurrence, dedupe: str, *, attach: bool = False, **more: Any
) -> None:
    """Post ``participation/<name>`` to the contact; somebody without an address must be called instead."""
    if not signup.email:
        return
    with speaking(signup.language):
        facts = {**_facts(signup, occurrence), **more}
        if attach:
            facts["calendar"] = calendar_file(occurrence, with_link=signup.state == rules.CONFIRMED)
    key = f"signup:{signup.id}:{dedupe}"
    post_mail(f"participation/{name}", signup.email, language=signup.language, facts=facts, dedupe=key)


def placed(signup: Signup, occurrence: Occurrence, position: int) -> None:
    """A new sign-up has seats, or waits at ``position``."""
    if signup.state == rules.WAITING:
        _post("waiting", signup, occurrence, "placed", position=position)
    else:
        _post("confirmed", signup, occurrence, "placed", attach=True)


def promoted(signup: Signup, occurrence: Occurrence) -> None:
    """Somebody who waited has got seats."""
    _post("promoted", signup, occurrence, "promoted", attach=True)


def offered(signup: Signup, occurrence: Occurrence, *, number: int) -> None:
    """Seats are held for somebody who waited; ``number`` tells one offer from the next."""
    with speaking(signup.language):
        answer_by = long_moment(signup.answer_by) if signup.answer_by else ""
    _post("offered", signup, occurrence, f"offer:{number}", seats=signup.offered, answer_by=answer_by)


def accepted(signup: Signup, occurrence: Occurrence) -> None:
    """Somebody said yes to an offer in time."""
    _post("confirmed", signup, occurrence, "accepted", attach=True)


def expired_offer(signup: Signup, occurrence: Occurrence) -> None:
    """Nobody answered an offer, so the seats went on."""
    _post("expired", signup, occurrence, "expired")


def seats_free(signup: Signup, occurrence: Occurrence) -> None:
    """Seats are free on the last day, and the first answer gets them."""
    _post("seats_free", signup, occurrence, f"free:{clock.now():%Y%m%d%H%M}")


def ask_fewer(signup: Signup, occurrence: Occurrence, *, free: int) -> None:
    """There are some seats, but not for the whole party: would fewer come?"""
    _post("ask_fewer", signup, occurrence, "fewer", free=free)


def reminder(signup: Signup, occurrence: Occurrence, *, kind: str, ask: bool) -> None:
    """What begins soon; ``ask`` puts the question whether they still come, because others wait."""
    _post("reminder", signup, occurrence, f"reminder:{kind}:{occurrence.sequence}", kind=kind, ask=ask)


def feedback_token(occurrence: Occurrence, nonce: str) -> str:
    """The secret in a feedback link: which date, and a number drawn by lot; nothing of the person."""
    return str(_feedback_signer().dumps([occurrence.id, nonce]))


def read_feedback_token(token: str) -> tuple[int, str]:
    """Date id and nonce inside a feedback link. Raises ``Missing`` for one that we did not sign."""
    try:
        ident, nonce = _feedback_signer().loads(token)
        return int(ident), str(nonce)
    except (BadSignature, ValueError, TypeError):
        raise Missing() from None


def _feedback_signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="participation.feedback")


def ask_feedback(signup: Signup, occurrence: Occurrence) -> None:
    """How was it? The link carries nothing of who was asked; sent mails forget it."""
    token = feedback_token(occurrence, secrets.token_urlsafe(12))
    _post("ask_feedback", signup, occurrence, "feedback", feedback=token)


def cancelled(signup: Signup, occurrence: Occurrence) -> None:
    """They cancelled their sign-up themselves."""
    _post("cancelled", signup, occurrence, "cancelled")


def party_changed(signup: Signup, occurrence: Occurrence, *, change: int, position: int) -> None:
    """The numbers of a sign-up were changed; ``change`` tells one change from the next."""
    _post("party_changed", signup, occurrence, f"party:{change}", position=position, state=signup.state)


def removed(signup: Signup, occurrence: Occurrence, *, reason: str) -> None:
    """The host or the house took somebody off the list."""
    _post("removed", signup, occurrence, "removed", reason=reason)


def link_again(signup: Signup, occurrence: Occurrence, *, position: int) -> None:
    """The address is on the list already: the link once more, at most once an hour."""
    hour = f"{clock.now():%Y%m%d%H}"
    _post("link_again", signup, occurrence, f"again:{hour}", position=position, state=signup.state)


def date_cancelled(signup: Signup, occurrence: Occurrence) -> None:
    """The date is called off; ``.ics`` with ``METHOD:CANCEL`` for those who had it in their calendar."""
    confirmed = signup.state == rules.CONFIRMED
    dedupe = f"told:{occurrence.sequence}"
    _post("date_cancelled", signup, occurrence, dedupe, attach=confirmed, reason=occurrence.cancel_reason)


def date_changed(signup: Signup, occurrence: Occurrence) -> None:
    """The date has another time or place: both the old and the new one are said."""
    start, where = signup.told_start or occurrence.starts_local, signup.told_place
    with speaking(signup.language):
        length = occurrence.ends_local - occurrence.starts_local
        before = date_time_range(start, start + length)
    _post(
        "date_changed",
        signup,
        occurrence,
        f"told:{occurrence.sequence}",
        attach=signup.state == rules.CONFIRMED,
        before=before,
        before_where=where,
        moved=start != occurrence.starts_local,
        other_place=bool(where) and where != place_words(occurrence),
        state=signup.state,
    )


def is_news(signup: Signup, occurrence: Occurrence) -> bool:
    """Whether time or place differ from what the contact was told (moved there and back is no news)."""
    if signup.told_start is None:
        return True
    return signup.told_start != occurrence.starts_local or signup.told_place != place_words(occurrence)
