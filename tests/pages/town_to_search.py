"""A small town with things to search for: what people in Randers might meet, invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.admin.actions import reindex
from portal.core import clock
from portal.core.actor import SYSTEM
from tests import make

Row = tuple[str, str, str, dict[str, Any]]

EVENTS: list[Row] = [
    (
        "Strikkecafé",
        "Langå Bibliotek",
        "Randers Bibliotek",
        {"summary": "Garn, pinde og kaffe.", "host_name": "Bente", "genre": "handicraft"},
    ),
    (
        "Garnbytte",
        "Hovedbiblioteket",
        "Foreningen Masken",
        {"summary": "Byt dit restegarn. Vi strikker imens.", "genre": "repair_swap"},
    ),
    (
        "Bogcafé med ny dansk lyrik",
        "Hovedbiblioteket",
        "Randers Bibliotek",
        {"summary": "Vi taler om digte.", "tags": {"theme": ["literature"], "audience": ["adults"]}},
    ),
    (
        "Billedbøger på gulvtæppet",
        "Hovedbiblioteket",
        "Randers Bibliotek",
        {
            "summary": "Højtlæsning for de mindste.",
            "host_name": "Sofie",
            "tags": {"age_band": ["3-5"], "audience": ["children"]},
        },
    ),
    (
        "Babyrytmik",
        "Langå Bibliotek",
        "Randers Bibliotek",
        {
            "summary": "Sang og bevægelse.",
            "tags": {"audience": ["babies"], "age_band": ["0-2"]},
            "genre": "play",
        },
    ),
    (
        "Robotter af pap",
        "Hovedbiblioteket",
        "Randers Bibliotek",
        {
            "summary": "Byg en robot, der kan køre.",
            "room": "Værkstedet",
            "tags": {"age_band": ["10-12"], "theme": ["making", "science"]},
        },
    ),
    (
        "Børneteater: Den frække frø",
        "Værket",
        "Randers Teater",
        {
            "summary": "Forestilling for hele familien.",
            "price": 60,
            "tags": {"audience": ["families"], "age_band": ["3-5", "6-9"]},
            "genre": "drama",
        },
    ),
    (
        "Sprogcafé på dansk og arabisk",
        "Hovedbiblioteket",
        "Randers Bibliotek",
        {
            "summary": "Kom og øv dig.",
            "genre": "language_cafe",
            "tags": {"language": ["da", "ar"], "audience": ["newcomers"]},
        },
    ),
    (
        "Conversation over coffee",
        "Hovedbiblioteket",
        "Randers Bibliotek",
        {
            "summary": "Meet people in English.",
            "language": "en",
            "tags": {"language": ["en"]},
            "genre": "conversation",
        },
    ),
    (
        "Lektiehjælp",
        "Dronningborg Bibliotek",
        "Ungdomsskolen",
        {
            "summary": "Frivillige hjælper dig.",
            "tags": {"audience": ["youth"], "age_band": ["13-17"]},
            "genre": "homework_study",
        },
    ),
    (
        "Seniordans",
        "Lærkely Forsamlingshus",
        "Ældre Sagen Gjerlev",
        {
            "summary": "Musik og gode trin.",
            "price": 30,
            "tags": {"audience": ["seniors"], "age_band": ["65+"]},
            "genre": "movement",
        },
    ),
    (
        "Fællesspisning",
        "Lærkely Forsamlingshus",
        "Gjerlev Borgerforening",
        {"summary": "Vi laver mad og spiser sammen.", "price": 50, "tags": {"theme": ["social_ties"]}},
    ),
    (
        "Skak for alle",
        "Hovedbiblioteket",
        "Randers Skakklub",
        {"summary": "Begyndere og øvede.", "tags": {"theme": ["games"]}, "genre": "board_games"},
    ),
    (
        "Brætspilsaften",
        "Øster Tørslev Skole",
        "Randers Bibliotek",
        {"summary": "Spil nye og gamle spil.", "genre": "board_games", "host_name": "Jens-Ole"},
    ),
    (
        "Slægtsforskning for begyndere",
        "Randers Stadsarkiv",
        "Randers Stadsarkiv",
        {"summary": "Find dine oldeforældre i kirkebøgerne.", "genre": "genealogy_history"},
    ),
    (
        "Vandretur langs Gudenåen",
        "Langå Station",
        "Naturforeningen",
        {
            "summary": "Otte kilometer i roligt tempo.",
            "genre": "nature_outdoor",
            "tags": {"theme": ["nature"]},
        },
    ),
    (
        "Kunst i øjenhøjde",
        "Randers Kunstmuseum",
        "Randers Kunstmuseum",
        {
            "summary": "Omvisning.",
            "genre": "tour",
            "price": 75,
            "tags": {"theme": ["art_culture"], "access": ["step_free"]},
        },
    ),
    (
        "IT-hjælp og MitID",
        "Dronningborg Bibliotek",
        "Randers Bibliotek",
        {
            "summary": "Tag din telefon eller computer med.",
            "genre": "it_help",
            "tags": {"theme": ["digital_literacy"]},
        },
    ),
    (
        "Kor for dig, der ikke kan synge",
        "Værket",
        "Randers Kammerkor",
        {"summary": "Vi øver sange fra højskolesangbogen.", "genre": "music"},
    ),
    (
        "Foredrag om bier",
        "Hovedbiblioteket",
        "Naturforeningen",
        {
            "summary": "Bestøvning i din have.",
            "genre": "talk",
            "room": "Scenen",
            "tags": {"theme": ["nature", "sustainability"]},
        },
    ),
    (
        "Reparationscafé",
        "Hovedbiblioteket",
        "Skruen",
        {
            "summary": "Fiks brødristeren.",
            "genre": "repair_swap",
            "tags": {"theme": ["sustainability"]},
            "partner": "Ungdomsskolen",
        },
    ),
    (
        "Udstilling: Åens folk",
        "Randers Kunstmuseum",
        "Randers Kunstmuseum",
        {"summary": "Fotografier fra Gudenåen.", "kind": "exhibition", "genre": "exhibition"},
    ),
    (
        "Koncert med Marie Lund",
        "Værket",
        "Randers Bibliotek",
        {"summary": "Jazz og fløjte.", "genre": "music", "price": 120},
    ),
    (
        "Læsekreds om krimier",
        "Hovedbiblioteket",
        "Randers Bibliotek",
        {
            "summary": "Vi læser nordisk krimi.",
            "genre": "reading_circle",
            "community": "Krimiklubben",
            "host_name": "Lis",
        },
    ),
    (
        "Ukrainsk madlavning",
        "Lærkely Forsamlingshus",
        "Røde Kors Randers",
        {"summary": "Borsjtj og dumplings.", "tags": {"language": ["uk"], "audience": ["newcomers"]}},
    ),
    (
        "Stille læsestund",
        "Langå Bibliotek",
        "Randers Bibliotek",
        {"summary": "Ro, te og tæpper.", "tags": {"access": ["quiet_space", "calm_light_sound"]}},
    ),
    (
        "Fødselsdag: Bogbussen fylder 60",
        "Rådhustorvet",
        "Randers Bibliotek",
        {"summary": "Kage og rundvisning i bussen.", "book_bus": True},
    ),
]
"""Each a day after the one before."""

PAST_EVENTS = ("Julebanko", "Strikkefestival")
HIDDEN_EVENTS = ("Hemmelig strikkeaften",)
COMMUNITIES = {
    "Strik og klub": "Vi mødes i Langå og strikker til babyer.",
    "Krimiklubben": "En læseklub om det mørke.",
    "Fransk over frokosten": "Tal fransk med andre.",
}
THEME_DAYS = {"Åens dag": "En dag om vandet, der løber gennem byen.", "Demokratidag": "Tag ordet."}


def build() -> None:
    """Fill the database and index it the way ``flask reindex`` does."""
    library = make.organisation("Randers Bibliotek", "library", house_member=True)
    groups = {"Randers Bibliotek": library}
    for _title, _place, organiser, more in EVENTS:
        for name in filter(None, (organiser, more.get("partner"))):
            groups.setdefault(name, make.organisation(name) if name not in groups else groups[name])
    for ident, name in (("langaa", "Langå"), ("gjerlev", "Gjerlev"), ("oester_toerslev", "Øster Tørslev")):
        make.district(ident, name)
    places = _places()
    rooms = {name: make.room(places["Hovedbiblioteket"], name) for name in ("Scenen", "Værkstedet")}
    kinds = {name: make.community(library, title=name, summary=about) for name, about in COMMUNITIES.items()}
    make.community(library, title="Nedlagt strikkeklub", state="closed")
    for number, (title, place, organiser, facts) in enumerate(EVENTS):
        more = dict(facts)
        partner, room, community = (more.pop(name, None) for name in ("partner", "room", "community"))
        event = make.event(
            groups[organiser],
            title=title,
            unit_id=library.id,
            place_id=places[place].id,
            room_id=rooms[room].id if room else None,
            community_id=kinds[community].id if community else None,
            **more,
        )
        if partner:
            make.partner(event, groups[partner])
        make.occurrence(event, clock.to_local(clock.now()).replace(tzinfo=None) + timedelta(days=1 + number))
    for title in PAST_EVENTS:
        make.held(
            make.event(library, title=title, summary="Det var hyggeligt.", place_id=places["Værket"].id)
        )
    for title in HIDDEN_EVENTS:
        make.occurrence(make.event(library, title=title, state="draft", summary=""))
    for number, (title, about) in enumerate(THEME_DAYS.items()):
        make.theme_day(library, title=title, summary=about, on=date(2026, 10, 1) + timedelta(days=number))
    make.theme_day(library, title="Strikkedag i det skjulte", state="draft")
    reindex(SYSTEM)


def _places() -> dict[str, Any]:
    rows = (
        ("Hovedbiblioteket", "main_library", "randers_c", "Randers C", "8900"),
        ("Langå Bibliotek", "branch", "langaa", "Langå", "8870"),
        ("Dronningborg Bibliotek", "branch", "randers_c", "Randers NØ", "8930"),
        ("Lærkely Forsamlingshus", "association_house", "gjerlev", "Gjerlev J", "8983"),
        ("Værket", "partner_venue", "randers_c", "Randers C", "8900"),
        ("Øster Tørslev Skole", "school_daycare", "oester_toerslev", "Havndal", "8970"),
        ("Randers Stadsarkiv", "house_institution", "randers_c", "Randers C", "8900"),
        ("Randers Kunstmuseum", "house_institution", "randers_c", "Randers C", "8900"),
        ("Langå Station", "public_space", "langaa", "Langå", "8870"),
        ("Rådhustorvet", "public_space", "randers_c", "Randers C", "8900"),
    )
    made = {
        name: make.place(name, kind, district_id=district, town=town, postal_code=postal_code)
        for name, kind, district, town, postal_code in rows
    }
    make.place("Det lukkede strikkeri", "partner_venue", closed=True)
    return made
