"""What somebody types who fills everything in, for each kind of proposal."""

from __future__ import annotations

from typing import Any

EVENT = {
    "title": "Fællesspisning i Assentoft",
    "summary": "Vi laver mad sammen og spiser ved ét langt bord.",
    "text": "Alle tager en ret med. Der er kaffe bagefter.",
    "genre": "conversation",
    "first_time": "Fatima tager imod ved døren.",
    "day": "2026-10-01",
    "starts": "17:30",
    "ends": "20:00",
    "repeat": "",
    "until": "",
    "skip_holidays": "y",
    "mode": "physical",
    "place": "",
    "place_words": "",
    "district": "langaa",
    "online_link": "",
    "host_name": "Fatima",
    "audience": ["everyone"],
    "age_bands": [],
    "spoken": "da",
    "signup_mode": "per_session",
    "capacity": "40",
    "price": "0",
    "needs": "Et køkken.",
}
COMMUNITY = {
    "title": "Læsekreds på dansk og ukrainsk",
    "summary": "Vi læser noveller højt på to sprog.",
    "text": "Vi læser en novelle ad gangen og taler om den.",
    "first_time": "",
    "rhythm": "Hver anden torsdag",
    "day": "2026-10-08",
    "starts": "19:00",
    "ends": "21:00",
    "mode": "physical",
    "place": "",
    "place_words": "",
    "district": "langaa",
    "host_name": "Karen",
    "audience": ["adults"],
    "age_bands": [],
    "spoken": "da",
    "openness": "open",
    "contact_email": "",
    "needs": "",
}
THEME_DAY = {
    "title": "Åens dag",
    "summary": "En dag om vandet midt i byen.",
    "text": "Huset fyldes af fortællinger om Gudenåen.",
    "day": "2026-11-14",
    "place": "",
    "place_words": "",
    "partners": [],
    "lines": "Byg en båd\nVandets fortællinger",
    "needs": "",
}
TYPED: dict[str, dict[str, Any]] = {"event": EVENT, "community": COMMUNITY, "theme_day": THEME_DAY}
