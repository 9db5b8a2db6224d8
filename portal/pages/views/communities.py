"""The list of communities and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template, request, url_for

from portal.communities import queries as communities
from portal.communities import rules as community_rules
from portal.communities.models import Community
from portal.core import taxonomy, text, web
from portal.core.structured import GroupData, community_json
from portal.core.text import _
from portal.core.web import actor, public
from portal.events import queries as events
from portal.events.models import Occurrence
from portal.pages.queries import cards, dates, gatherings
from portal.pages.rules import groups
from portal.pages.views.blueprint import bp

MOST_CHIPS = 10


@bp.get("/faellesskaber", endpoint="communities")
@public
def communities_list() -> str:
    """Communities that would like company, those about to meet first."""
    q = request.args.get("q", "").strip()[: groups.LONGEST_QUERY]
    everything = communities.listed(q)
    facts = [gatherings.facts_of(one) for one in everything]
    wishes = groups.read_wishes(request.args, facts)
    found = [one for one, known in zip(everything, facts, strict=True) if groups.fits(known, wishes)]
    words = _words(everything)
    return render_template(
        "pages/communities.html",
        wishes=wishes,
        kept=wishes.with_(q="").address(),
        found=gatherings.gathered(found),
        rows=_rows(wishes, facts, words),
        nearest=[] if found else _nearest(wishes, facts, words),
    )


def _words(everything: Sequence[Community]) -> dict[str, dict[str, str]]:
    """Field -> value -> what people call it."""
    return {
        "theme": {key: str(label) for key, label in taxonomy.THEMES.items()},
        "place": {one.place.slug: one.place.name for one in everything if one.place},
        "language": {key: str(label) for key, label in taxonomy.LANGUAGES_SPOKEN.items()},
        "mode": {key: str(label) for key, label in taxonomy.MODES.items()},
    }


def _rows(
    wishes: groups.Wishes, facts: Sequence[groups.Facts], words: dict[str, dict[str, str]]
) -> dict[str, list[dict[str, Any]]]:
    """Field -> its chips; a field that leaves no choice has none."""
    return {
        name: [
            _chip(wishes, name, value, number, words[name][value])
            for value, number in groups.numbers(facts, wishes, name)[:MOST_CHIPS]
            if value in words[name]
        ]
        for name in groups.FIELDS
        if len(groups.numbers(facts, wishes, name)) > 1
    }


def _chip(wishes: groups.Wishes, field: str, value: str, number: int, words: str) -> dict[str, Any]:
    """One tap chooses, another takes the choice away."""
    chosen = getattr(wishes, field) == value
    wider = wishes.with_(**{field: "" if chosen else value})
    return {"text": words, "href": _address(wider), "count": number, "current": chosen}


def _address(wishes: groups.Wishes) -> str:
    asked: dict[str, Any] = wishes.address()
    return url_for("pages.communities", **asked)


def _nearest(
    wishes: groups.Wishes, facts: Sequence[groups.Facts], words: dict[str, dict[str, str]]
) -> list[dict[str, Any]]:
    """Ways on from an empty list: one wish less."""
    return [
        {
            "text": _(
                "Without “%(wish)s” (%(number)s)", wish=words[name][getattr(wishes, name)], number=number
            ),
            "href": _address(wishes.with_(**{name: ""})),
        }
        for name, number in groups.nearest(facts, wishes)
    ]


@bp.get("/faellesskaber/<slug>")
@public
def community(slug: str) -> str:
    """One community: the next meeting before anything else."""
    found = communities.community_by_slug(slug)
    meetings = gatherings.meetings_of(found)
    shown = cards.cards([*meetings.coming, *meetings.past])
    coming = shown[: len(meetings.coming)]
    upcoming = meetings.next
    access = gatherings.access_to(found)
    return render_template(
        "pages/community.html",
        community=found,
        next_meeting=upcoming,
        next_card=next((one for one in coming if upcoming and one.date_slug == upcoming.slug), None),
        coming=coming,
        past=shown[len(meetings.coming) :],
        counted=_counted(meetings.past),
        price=_price(meetings.prices),
        come_alone=_come_alone(upcoming, access),
        access=_access(access),
        access_checked=_checked(access),
        spoken=[taxonomy.LANGUAGES_SPOKEN[key] for key in found.tagged("language")],
        kin=gatherings.kin_of(found),
        names=communities.shown_names(found.id),
        members=communities.member_counts([found.id]).get(found.id, 0),
        membership=communities.membership(found.id, actor().person_id),
        calendar=web.absolute("interop.community_calendar", slug=slug),
        theme_words=taxonomy.THEMES,
        audience_words=taxonomy.AUDIENCES,
        canonical=web.absolute("pages.community", slug=slug),
        structured=_structured(found, meetings.coming),
    )


def _counted(past: Sequence[Occurrence]) -> dict[tuple[str, str], int]:
    """Slugs of event and date -> people who took part, for the meetings that were counted."""
    came = dates.came(past)
    return {(one.event.slug, one.slug): came[one.id].total for one in past if one.id in came}


def _price(prices: set[int]) -> str | None:
    """What a meeting costs; ``None`` while no meeting says so."""
    if len(prices) > 1:
        return _("It differs: see the meeting")
    return text.kroner(next(iter(prices))) if prices else None


def _come_alone(meeting: Occurrence | None, access: Sequence[Any]) -> bool:
    """Whether somebody has promised to meet people at the door: for the next meeting, or at the place."""
    promised = meeting is not None and "come_alone" in meeting.event.tagged("access")
    return promised or any(one.fact == "come_alone" and one.value == "yes" for one in access)


def _access(access: Sequence[Any]) -> list[tuple[Any, bool | None]]:
    known = {one.fact: {"yes": True, "no": False}.get(one.value) for one in access}
    return [(label, known[key]) for key, label in taxonomy.ACCESS_FACTS.items() if key in known]


def _checked(access: Sequence[Any]) -> date | None:
    return min((one.checked_on for one in access if one.checked_on), default=None)


def _structured(found: Community, coming: Sequence[Occurrence]) -> Any:
    """The community as search engines read it, unless it has closed."""
    if found.state == community_rules.CLOSED:
        return None
    group = GroupData(
        title=found.title,
        url=web.absolute("pages.community", slug=found.slug),
        description=found.summary,
        place=events.place_data(found.place),
        supported_by=found.unit.name,
        supporter_url=web.absolute("pages.organisation", slug=found.unit.slug),
    )
    meetings = [
        events.structured_data(one, web.absolute("pages.occurrence", slug=one.event.slug, date=one.slug))
        for one in coming
    ]
    return community_json(group, meetings)
