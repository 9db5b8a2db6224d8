"""From an approved wish to the facts of an event, a community or a theme day. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from portal.communities.rules import CommunityFacts
from portal.events.rules import EventFacts
from portal.moderation.rules.wish import Wish
from portal.themedays.rules import ThemeDayFacts


@dataclass(frozen=True)
class Behind:
    """Who stands behind a proposal. ``organisation_id`` is the one the proposer acts for, if any."""

    unit_id: int
    organisation_id: int | None
    host_id: int | None
    initiated_by: str
    language: str


def _with_place(wish: Wish, text: str, place_label: str) -> str:
    """The text, with a place in the proposer's own words below: such a place has no page to link to."""
    if wish.place_id is not None or not wish.place_words:
        return text
    return f"{text}\n\n**{place_label}:** {wish.place_words}"


def event_facts(wish: Wish, behind: Behind, *, place_label: str) -> EventFacts:
    """The facts of the proposed event; ``place_label`` is the word for a place in its language."""
    return EventFacts(
        title=wish.title,
        organiser_id=behind.organisation_id or behind.unit_id,
        unit_id=behind.unit_id,
        summary=wish.summary,
        text=_with_place(wish, wish.text, place_label),
        first_time=wish.first_time,
        language=behind.language,
        genre=wish.genre,
        mode=wish.mode,
        online_link=wish.online_link if wish.mode != "physical" else "",
        place_id=wish.place_id,
        district_id=wish.district_id if wish.place_id is None else None,
        initiated_by=behind.initiated_by,
        host_id=behind.host_id,
        host_name=wish.host_name,
        price=wish.price,
        signup_mode=wish.signup_mode,
        capacity=wish.capacity if wish.signup_mode != "none" else None,
        tags=wish.tags,
    )


def community_facts(wish: Wish, behind: Behind, *, place_label: str) -> CommunityFacts:
    """The facts of the proposed community."""
    return CommunityFacts(
        title=wish.title,
        unit_id=behind.unit_id,
        summary=wish.summary,
        text=_with_place(wish, wish.text, place_label),
        first_time=wish.first_time,
        language=behind.language,
        mode=wish.mode,
        openness=wish.openness,
        rhythm=wish.rhythm,
        host_name=wish.host_name,
        contact_email=wish.contact_email,
        organiser_id=behind.organisation_id,
        initiated_by=behind.initiated_by,
        place_id=wish.place_id,
        district_id=wish.district_id if wish.place_id is None else None,
        tags=wish.tags,
    )


def first_meeting(wish: Wish, behind: Behind, community_id: int) -> EventFacts:
    """The wished first meeting of a new community: no sign-up, just come."""
    return EventFacts(
        title=wish.title,
        organiser_id=behind.organisation_id or behind.unit_id,
        unit_id=behind.unit_id,
        summary=wish.summary,
        first_time=wish.first_time,
        language=behind.language,
        kind="community_meeting",
        mode=wish.mode,
        place_id=wish.place_id,
        district_id=wish.district_id if wish.place_id is None else None,
        initiated_by=behind.initiated_by,
        community_id=community_id,
        host_id=behind.host_id,
        host_name=wish.host_name,
        tags=wish.tags,
    )


def theme_day_facts(wish: Wish, behind: Behind, *, lines_label: str) -> ThemeDayFacts:
    """The facts of the proposed theme day; the wished lines stand in its text until they are real lines."""
    if wish.day is None:
        raise ValueError("a theme day without a day cannot be approved")
    return ThemeDayFacts(
        title=wish.title,
        on=wish.day,
        lead_id=behind.unit_id,
        summary=wish.summary,
        text=f"{wish.text}\n\n**{lines_label}**\n\n" + "\n".join(f"- {one}" for one in _lines(wish)),
        language=behind.language,
        place_id=wish.place_id,
        partner_ids=[one for one in wish.partner_ids if one != behind.unit_id],
    )


def _lines(wish: Wish) -> list[str]:
    return [line.strip(" -*\t") for line in wish.lines.splitlines() if line.strip(" -*\t")]
