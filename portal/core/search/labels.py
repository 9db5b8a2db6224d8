"""The words that a fact from the taxonomy is found by: its label in every language, and what people say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel.core import get_global

from portal.core import languages, taxonomy
from portal.core.search.words import age_word
from portal.core.text import LANGUAGES, speaking

DIMENSIONS = {
    "theme": taxonomy.THEMES,
    "audience": taxonomy.AUDIENCES,
    "language": taxonomy.LANGUAGES_SPOKEN,
    "age_band": taxonomy.BANDS,
    "access": taxonomy.ACCESS_FACTS,
    "genre": taxonomy.GENRES,
    "kind": taxonomy.KINDS,
    "place_kind": taxonomy.PLACE_KINDS,
    "organisation_kind": taxonomy.ORGANISATION_KINDS,
}
_CHILDREN = taxonomy.BAND_TREE["children"]
_BANDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("audience", "babies"): ("0-2",),
    ("audience", "children"): _CHILDREN,
    ("audience", "families"): _CHILDREN,
    ("audience", "youth"): ("13-17",),
    ("audience", "young_adults"): ("18-29",),
    ("audience", "adults"): taxonomy.BAND_TREE["adults"],
    ("audience", "seniors"): ("65+",),
    **{("age_band", branch): leaves for branch, leaves in taxonomy.BAND_TREE.items()},
    **{("age_band", band): (band,) for band in taxonomy.AGE_BANDS if band != "accompanying"},
}
"""What says an age -> the bands it says."""
_CALLED: dict[tuple[str, str], str] = {
    ("audience", "babies"): "baby spædbarn barsel",
    ("audience", "families"): "familie børnefamilie børn",
    ("audience", "youth"): "unge teenager",
    ("audience", "seniors"): "ældre seniorer pensionister",
    ("audience", "newcomers"): "ny i Danmark flygtninge indvandrere",
    ("audience", "dyslexic_readers"): "ordblinde",
    ("audience", "disability"): "handicap",
    ("age_band", "children"): "børn",
    ("age_band", "youth"): "unge teenager",
    ("age_band", "0-2"): "baby børn",
    ("age_band", "3-5"): "børn",
    ("age_band", "6-9"): "børn",
    ("age_band", "10-12"): "børn",
    ("age_band", "13-17"): "unge teenager",
    ("age_band", "65+"): "ældre seniorer pensionister",
    ("access", "step_free"): "trinfri niveaufri kørestol wheelchair",
    ("access", "sign_language"): "tegnsprog",
    ("access", "quiet_space"): "stille ro",
    ("access", "calm_light_sound"): "stille ro",
    ("genre", "music"): "koncert sang",
    ("genre", "it_help"): "computer mobil",
    ("genre", "homework_study"): "lektiehjælp",
    ("genre", "handicraft"): "håndarbejde strik hækling knitting crochet",
}
"""What people call it, beside its label."""


@cache
def _languages() -> tuple[str, ...]:
    """The languages whose labels are searched: the complete ones, and those in letters of their own.

    Words of another language in Danish letters would be cut into parts as if they were Danish, and "unge"
    would find everything that is called "Bewegung".
    """
    scripts = get_global("likely_subtags")
    own = {code for code in LANGUAGES if "_Latn_" not in scripts.get(code, "_Latn_")}
    return tuple(code for code in LANGUAGES if code in own or code in languages.COMPLETE)


@cache
def tag_words(dimension: str, value: str) -> tuple[str, ...]:
    """The label of one fact in the languages searched, what else it is called, and the ages it speaks of."""
    label = DIMENSIONS[dimension].get(value)
    if label is None:
        return ()
    said = []
    for code in _languages():
        with speaking(code):
            said.append(str(label))
    ages = [age_word(band) for band in _BANDS.get((dimension, value), ())]
    return (*said, _CALLED.get((dimension, value), ""), *ages)


def tags_words(tags: Iterable[tuple[str, str]]) -> list[str]:
    """The same for several facts, each a dimension and a value; dimensions without labels say nothing."""
    return [
        word for dimension, value in tags if dimension in DIMENSIONS for word in tag_words(dimension, value)
    ]
