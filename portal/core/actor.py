"""Who is acting. Built once per request in ``portal.app``; carries what permission checks need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A person (or the system itself) with everything a check asks for, so that it costs no query.

    ``grants`` holds staff roles as ``(role, organisation_id)``; ``None`` means everywhere.
    ``memberships`` maps organisation id to ``"manager"`` or ``"member"``.
    ``hosted`` and ``joined`` are ids of communities.
    """

    person_id: int | None = None
    name: str = ""
    email: str = ""
    language: str = "da"
    grants: frozenset[tuple[str, int | None]] = frozenset()
    memberships: Mapping[int, str] = field(default_factory=dict)
    hosted: frozenset[int] = frozenset()
    joined: frozenset[int] = frozenset()
    system: bool = False

    @property
    def signed_in(self) -> bool:
        """True for a known person."""
        return self.person_id is not None

    @property
    def is_staff(self) -> bool:
        """True for anybody with a staff role anywhere."""
        return bool(self.grants)

    def units(self, role: str) -> frozenset[int] | None:
        """The organisations where the person holds a staff role; ``None`` means all of them."""
        if (role, None) in self.grants:
            return None
        return frozenset(one for held, one in self.grants if held == role and one is not None)


ANONYMOUS = Actor()
SYSTEM = Actor(name="Portalen", system=True)
