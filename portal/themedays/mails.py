"""Who is written to about a theme day."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.models import Person
from portal.core import outbox
from portal.core.text import long_date, speaking
from portal.organisations.models import Organisation
from portal.themedays import queries
from portal.themedays.models import ProgrammeLine, ThemeDay


def line_waits(day: ThemeDay, line: ProgrammeLine, title: str, institution: Organisation) -> None:
    """Tell the institution that a line waits for its yes or no; not the one who put it there."""
    _to_institution(
        institution,
        "themedays/line_waits",
        day,
        {"line": title, "institution": institution.name},
        f"line:{line.id}:{line.proposed_at.isoformat()}",
        but=line.proposed_by_id,
    )


def line_decided(day: ThemeDay, line: ProgrammeLine, title: str, who: Person) -> None:
    """Tell the person who proposed a line what became of it."""
    decided = line.decided_at.isoformat() if line.decided_at else ""
    outbox.post_mail(
        f"themedays/line_{line.state}",
        who.email,
        language=who.language,
        facts={**_about(day, who.language), "line": title, "reason": line.reason},
        dedupe=f"themedays/line:{line.id}:{decided}",
    )


def day_cancelled(day: ThemeDay, institutions: Iterable[Organisation]) -> None:
    """Tell the institutions on the programme that the day is off and that their events still stand."""
    for institution in institutions:
        facts = {"reason": day.cancel_reason, "institution": institution.name}
        _to_institution(institution, "themedays/day_cancelled", day, facts, f"day:{day.id}:cancelled")


def _about(day: ThemeDay, language: str) -> dict[str, str]:
    with speaking(language):
        return {"day": str(day.said("title")), "slug": day.slug, "on": long_date(day.on)}


def _to_institution(
    institution: Organisation,
    kind: str,
    day: ThemeDay,
    facts: dict[str, str],
    key: str,
    but: int | None = None,
) -> None:
    for one in queries.moderators_of(institution.id):
        if one.id != but:
            outbox.post_mail(
                kind,
                one.email,
                language=one.language,
                facts={**_about(day, one.language), **facts},
                dedupe=f"{kind}:{key}:{one.email}",
            )
