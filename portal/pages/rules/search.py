"""What a search answers with, in which order, and what its tabs are called in the address. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

KINDS = ("event", "community", "theme_day", "place", "organisation")
"""What can be found; where two fit equally well the earlier one comes first."""
PAST = "past"
TABS: Mapping[str, str] = {
    "arrangementer": "event",
    "faellesskaber": "community",
    "temadage": "theme_day",
    "steder": "place",
    "foreninger": "organisation",
    "tidligere": PAST,
}
"""Tab in the address -> kind; what is over stands behind a tab of its own."""
LONGEST_QUERY = 120
SHORTEST_SUGGESTED = 2
"""Letters from which on something is suggested."""
MOST_SUGGESTED = 8
WHOLE_TITLE = 6
"""Points for a title that is just what was asked for: the place itself before what happens there."""


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    kind: str
    id: int
    title: str
    slug: str
    score: int
    number: int
    """How many of its kind fit."""
    at: datetime | None = None
    """When its next date begins, or its last one began."""
    day: date | None = None
    place: str = ""
    text: str = ""
    over: bool = False


@dataclass(frozen=True)
class Found:
    """Everything that fits, best first, and how much there is of each kind and of what is over."""

    hits: Sequence[Hit]
    past: Sequence[Hit]
    numbers: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many things fit that are not over."""
        return sum(self.numbers.get(kind, 0) for kind in KINDS)

    def groups(self) -> list[tuple[str, list[Hit]]]:
        """The hits by kind, the kind of the best hit first."""
        order = dict.fromkeys(hit.kind for hit in self.hits)
        return [(kind, [hit for hit in self.hits if hit.kind == kind]) for kind in order]


def asked(query: str) -> str:
    """The query with single blanks and of a length that somebody may mean."""
    return " ".join(query.replace("\0", " ").split())[:LONGEST_QUERY].strip()


def ranked(hits: Iterable[Hit], whole_titles: Collection[tuple[str, int]]) -> list[Hit]:
    """Best first; then soonest (what is over: latest), in the order of kinds, by title.

    ``whole_titles`` are kind and id of those whose title is what was asked for.
    """

    def key(hit: Hit) -> tuple[int, bool, float, int, str, int]:
        moment = hit.at.timestamp() if hit.at else 0.0
        score = hit.score + (WHOLE_TITLE if (hit.kind, hit.id) in whole_titles else 0)
        order = KINDS.index(hit.kind)
        return (-score, hit.at is None, -moment if hit.over else moment, order, hit.title.casefold(), hit.id)

    return sorted(hits, key=key)


def suggested(hits: Sequence[Hit], most: int = MOST_SUGGESTED) -> list[Hit]:
    """The best few, so that each kind among the hits has its best one in."""
    best = [next(hit for hit in hits if hit.kind == kind) for kind in dict.fromkeys(hit.kind for hit in hits)]
    chosen = [*best, *(hit for hit in hits if hit not in best)][:most]
    return [hit for hit in hits if hit in chosen]
