"""One of everything: the small town in which every address leads somewhere.

``address(world, rule)`` fills the arguments of a URL rule. A new route whose arguments nobody has described
here makes the sweeps fail: add one line to ``World.values``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa
from flask import current_app
from werkzeug.routing import Rule

from portal.core import audit, clock
from portal.core.actor import SYSTEM, Actor
from portal.core.db import action, db
from portal.core.outbox import OutboxMessage
from portal.core.secrets import keyed_hash
from portal.events.models import Image
from portal.goals import actions as goals
from portal.goals.models import Area, Indicator
from portal.moderation import actions as moderation
from portal.organisations.models import Invitation
from portal.pages.queries.who import actor_of
from portal.pages.rules.share import write_code
from portal.participation import mails as participation
from tests import make
from tests.moderation.typed import TYPED

TOKEN = "a-token-for-the-sweeps"
SHA = "a1" * 32
PERSONAS = (
    "anonymous",
    "citizen",
    "member",
    "chairman",
    "host",
    "moderator",
    "museum_moderator",
    "goal_owner",
    "administrator",
)
"""Who looks at every page; all but the first are people of ``make.Town``."""


@dataclass
class World:
    """What stands in the addresses of the town's pages, and the sessions of its people."""

    town: make.Town
    """Only while it is built: rows do not outlive the session that made them."""
    values: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """Beginning of a rule -> its arguments; the longest beginning wins, argument by argument."""
    tokens: dict[str, str] = field(default_factory=dict)
    """Persona -> session token; none for somebody we do not know."""


def address(world: World, rule: Rule) -> str:
    """The path of a rule with its arguments filled in. Raises ``KeyError`` for one nobody described."""
    found: dict[str, Any] = {}
    for beginning in sorted(world.values, key=len):
        if rule.rule.startswith(beginning):
            found |= world.values[beginning]
    found |= rule.defaults or {}
    missing = rule.arguments - set(found)
    if missing:
        raise KeyError(f"{rule.rule}: say in tests/sweeps/world.py what {sorted(missing)} stand for")
    adapter = current_app.url_map.bind("localhost")
    return adapter.build(rule.endpoint, {name: found[name] for name in rule.arguments})


def build() -> World:
    """Fill the database."""
    town = make.town()
    world = World(town)
    _programme(world)
    _community(world)
    _theme_days(world)
    _proposals(world)
    _organisations(world)
    _machinery(world)
    goals.load_agreement(SYSTEM)
    area = db.session.scalars(sa.select(Area).order_by(Area.position)).first()
    indicator = db.session.scalars(sa.select(Indicator).order_by(Indicator.id)).first()
    assert area is not None
    assert indicator is not None
    world.values["/kalender/"] = {"period": "2026-09", "day": "2026-09-14"}
    world.values["/skaerm/"] = {"slug": town.main_library.slug}
    world.values["/maal/<code>"] = {"code": area.code}
    world.values["/sitemap-"] = {"kind": "event", "after": 0}
    world.values["/maal/tal/"] = {"code": indicator.code}
    world.values["/sprog/"] = {"code": "en"}
    world.tokens = {name: getattr(town, name).session_token for name in PERSONAS[1:]}
    return world


def _programme(world: World) -> None:
    town = world.town
    image = Image(
        sha256=SHA, alt="Garn i en kurv", width=800, height=600, uploaded_at=clock.now(), credit="Finn"
    )
    db.session.add(image)
    db.session.commit()
    (current_app.config["SETTINGS"].media / f"{SHA}-480.webp").write_bytes(b"RIFF")
    knitting = make.event(
        town.association,
        unit_id=town.library.id,
        slug="strikkecafe",
        title="Strikkecafé på Åen",
        text="Vi strikker **sammen**.\n\n- kaffe\n- garn",
        first_time="Villy tager imod ved døren.",
        initiated_by="association",
        host_id=town.host.id,
        host_name="Villy",
        place_id=town.main_library.id,
        room_id=town.stage.id,
        signup_mode="per_session",
        capacity=4,
        image_id=image.id,
        created_by_id=town.citizen.id,
        tags={"audience": ["everyone"], "language": ["da", "uk"], "theme": ["making"]},
    )
    make.partner(knitting, town.museum)
    date = make.occurrence(knitting)
    make.occurrence(knitting, date.starts_local + timedelta(days=7))
    make.occurrence(
        knitting,
        date.starts_local + timedelta(days=14),
        state="cancelled",
        cancel_reason="Værten er syg",
        cancelled_at=clock.now(),
    )
    mine = make.signup(
        date, {"adults": 1, "children": 2}, person_id=town.citizen.id, email=town.citizen.email
    )
    make.signup(date, {"adults": 2}, state="waiting")
    counted = make.held(knitting, days_ago=9)
    count = make.count(counted)
    *_others, said = (make.feedback(counted, text="Rigtig hyggeligt") for _one in range(5))
    make.held(knitting, days_ago=2)
    make.event(town.library, slug="kladde", title="En kladde", state="draft")
    world.values |= {
        "/arrangementer/": {
            "slug": knitting.slug,
            "date": date.slug,
            "signup_id": mine.id,
            "size": "a4",
            "code": "en",
        },
        "/k/": {"code": write_code("a", knitting.id)},
        "/deling/": {"code": write_code("a", knitting.id)},
        "/arrangementer/<slug>/vis": {"slug": "kladde"},
        "/arrangementer/<slug>/<date>/optael": {"date": counted.slug},
        "/tilmelding/": {"token": participation.token_for(mine)},
        "/hvordan-var-det/": {"token": participation.feedback_token(counted, "nonce")},
        "/arrangementer/<slug>/<date>/meninger": {"date": counted.slug, "ident": uuid.UUID(said.id)},
        "/arrangementer/<slug>/<date>/mening": {"date": counted.slug},
        "/maal/kvittering/": {"count_id": count.id},
        "/billeder/": {"sha": SHA, "width": 480},
    }


def _community(world: World) -> None:
    town = world.town
    circle = make.community(town.library, town.host, slug="nordlys", host_name="Villy")
    member = make.community_member(circle, town.member)
    make.community_member(circle, town.citizen)
    meeting = make.event(town.library, slug="nordlys-moede", title="Vi læser", community_id=circle.id)
    make.occurrence(meeting)
    make.held(meeting, days_ago=20)
    world.values["/faellesskaber/"] = {"slug": circle.slug, "member_id": member.id, "code": "en"}


def _theme_days(world: World) -> None:
    town = world.town
    day = make.theme_day(town.library, town.museum, slug="aaens-dag")
    waiting = make.event(town.museum, slug="byg-en-baad", title="Byg en båd", state="draft")
    on = clock.today() + timedelta(days=30)
    start = datetime(on.year, on.month, on.day, 13, 0)  # noqa: DTZ001 - wall clock
    make.occurrence(waiting, start)
    shown = make.event(
        town.library, slug="vandet", title="Vandets fortællinger", place_id=town.main_library.id
    )
    make.occurrence(shown, start)
    make.line(day, shown, town.library)
    line = make.line(day, waiting, town.museum, state="proposed")
    make.theme_day(town.museum, slug="stille-dag", title="Stille dag", state="draft")
    world.values["/temadage/"] = {"slug": day.slug, "line_id": line.id, "size": "a4", "code": "en"}
    world.values["/temadage/<slug>/udgiv"] = {"slug": "stille-dag"}


def _proposals(world: World) -> None:
    town = world.town
    citizen: Actor = actor_of(town.citizen)
    typed = {**TYPED["event"], "place": str(town.main_library.id)}
    sent = moderation.start(citizen, "event", typed=typed, language="da")
    moderation.submit(citizen, sent.uuid)
    draft = moderation.start(citizen, "community", typed=TYPED["community"], language="da")
    world.values |= {
        "/foreslaa/": {"ident": uuid.UUID(draft.uuid), "word": "hvad"},
        "/foreslaa/ny/": {"word": "arrangement"},
        "/arbejdsbord/forslag/": {"ident": uuid.UUID(sent.uuid)},
    }


def _organisations(world: World) -> None:
    town = world.town
    membership = make.membership(town.outsider, town.association, "member")
    make.organisation("Ny Forening", slug="ny-forening", verification="pending")
    db.session.add(
        Invitation(
            organisation_id=town.association.id,
            email="ny@example.org",
            role="member",
            token_hash=keyed_hash(TOKEN),
            invited_by_id=town.chairman.id,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=7),
        )
    )
    db.session.commit()
    make.access(town.main_library, "step_free_entrance")
    _map(world)
    world.values |= {
        "/foreninger/": {"slug": town.association.slug, "membership_id": membership.id},
        "/foreninger/<slug>/bekraeft": {"slug": "ny-forening"},
        "/invitation/": {"token": TOKEN},
        "/log-ind/link/": {"token": TOKEN},
        "/steder/": {"slug": town.main_library.slug, "room_id": town.stage.id, "code": "en"},
    }


def _map(world: World) -> None:
    """Where some of it is: a house with two places, one whose spot nobody knows, a book bus, the net."""
    town = world.town
    make.district().lat, make.district().lon = 56.461, 10.036
    langaa = make.district("langaa")
    langaa.lat, langaa.lon = 56.39, 9.895
    for place in (town.main_library, make.place("Kunstmuseet", "house_institution", building="kulturhuset")):
        place.lat, place.lon = 56.4603, 10.0408
    db.session.commit()
    make.place("Bogbussen", "book_bus", district_id=None)
    make.place("Nettet", "online", district_id=None)
    torvet = make.place("Torvet", "public_space")
    make.occurrence(make.event(town.library, slug="torvedag", title="Torvedag", place_id=torvet.id))


def _machinery(world: World) -> None:
    town = world.town

    @action
    def remember(actor: Actor) -> None:
        audit.note(actor, "organisation.verify", town.association, "Kendt i byen")

    remember(SYSTEM)
    failed = OutboxMessage(
        kind="accounts/code",
        recipient="vaek@example.org",
        facts={"code": "1", "token": "x"},
        dedupe="sweep",
        state="failed",
        last_error="550 No such user",
        due_at=clock.now(),
        created_at=clock.now(),
    )
    db.session.add(failed)
    db.session.commit()
    make.person("Karen Holm", email="karen@borger.example")
    grant = make.grant(town.outsider, "moderator", town.art_museum)
    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["Date"] = "Din kode", "karen@example.org", clock.now()
    mail.set_content("Din kode er 402517.")
    (current_app.config["SETTINGS"].mail_folder / "00000001.eml").write_bytes(bytes(mail))
    world.values |= {
        "/arbejdsbord/mail/": {"ident": failed.id},
        "/arbejdsbord/roller/": {"grant_id": grant.id},
        "/demo/": {"key": "borger"},
        "/demo/post/": {"key": "00000001"},
    }
