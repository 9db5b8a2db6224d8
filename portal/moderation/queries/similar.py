"""What resembles a proposal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.communities.models import Community
from portal.core import search
from portal.core.db import db
from portal.events.models import Event

_COMMON = {"og", "the", "and", "for", "med", "til", "der", "som", "den", "det", "vi", "at"}


@dataclass(frozen=True)
class Similar:
    """Something public that resembles a proposal."""

    kind: str
    title: str
    slug: str


def similar(title: str, limit: int = 4) -> list[Similar]:
    """Published events and communities that share words with a title, the closest first."""
    words = sorted({word for word in title.lower().split() if len(word) > 3} - _COMMON, key=len)[-4:]
    return [*_alike(Event, "event", words, limit), *_alike(Community, "community", words, limit)][:limit]


def _alike(
    model: type[Event] | type[Community], kind: str, words: Sequence[str], limit: int
) -> list[Similar]:
    hits: Counter[int] = Counter()
    for word in words:
        found = search.matching(kind, word)
        if found is not None:
            hits.update(db.session.scalars(found.limit(50)))
    close = [ident for ident, number in hits.most_common(limit * 3) if number * 2 >= len(words)]
    shown = Event.state == "published" if model is Event else Community.state != "closed"
    rows = db.session.execute(sa.select(model.id, model.title, model.slug).where(model.id.in_(close), shown))
    ranked = sorted(rows, key=lambda row: close.index(row.id))
    once = {row.title: row for row in reversed(ranked)}
    alone = [row for row in ranked if once[row.title] is row]
    return [Similar(kind, row.title, row.slug) for row in alone[:limit]]
