"""Who may do what, on one screen.

A permission is granted to *roles*. A role is what the actor is to the thing at hand: every protected
model answers ``roles_for(actor)`` from what the actor already carries, so a check costs no query.
Staff roles are scoped to an institution or unit (``moderator`` of the museum is nobody at the library).
"""

from __future__ import annotations

from typing import Protocol

from portal.core.actor import Actor
from portal.core.errors import Forbidden

ANYONE, SIGNED_IN, SELF = "anyone", "signed_in", "self"
PROPOSER, HOST, MEMBER = "proposer", "host", "member"
ORG_MANAGER, ORG_MEMBER = "org_manager", "org_member"
MODERATOR, GOAL_OWNER, ADMINISTRATOR = "moderator", "goal_owner", "administrator"
STAFF = "staff"
PARTNER = "partner"
"""Staff of an institution that is in on a theme day."""

_STAFF_HERE = {MODERATOR, ADMINISTRATOR}
_RUNS_IT = {HOST, ORG_MANAGER, *_STAFF_HERE}

MATRIX: dict[str, set[str]] = {
    # people and organisations
    "person:edit": {SELF, ADMINISTRATOR},
    "organisation:create": {SIGNED_IN},
    "organisation:edit": {ORG_MANAGER, *_STAFF_HERE},
    "organisation:members": {ORG_MANAGER, ORG_MEMBER, *_STAFF_HERE},
    "organisation:invite": {ORG_MANAGER, *_STAFF_HERE},
    "organisation:verify": _STAFF_HERE,
    "organisation:act_for": {ORG_MANAGER, ORG_MEMBER},
    "role:grant": {ADMINISTRATOR},
    # places
    "place:edit": {STAFF},
    # events and communities
    "event:see": {ANYONE},
    "event:see_unpublished": {PROPOSER, *_RUNS_IT},
    "event:create": _STAFF_HERE,
    "event:edit": _RUNS_IT,
    "event:cancel": _RUNS_IT,
    "image:upload": {SIGNED_IN},
    "community:create": _STAFF_HERE,
    "community:join": {SIGNED_IN},
    "community:edit": _RUNS_IT,
    "community:members": _RUNS_IT,
    "community:plan_meeting": _RUNS_IT,
    # theme days
    "themeday:see_unpublished": {STAFF, PROPOSER, ORG_MANAGER},
    "themeday:create": _STAFF_HERE,
    "themeday:edit": _STAFF_HERE,
    "themeday:add_line": {PARTNER, *_STAFF_HERE},
    "themeday_line:decide": {MODERATOR, ADMINISTRATOR},
    # participation
    "signup:make": {ANYONE},
    "signup:list": _RUNS_IT,
    "signup:change": {SELF, *_RUNS_IT},
    "signup:on_behalf": _RUNS_IT,
    "count:make": _RUNS_IT,
    "feedback:read": _RUNS_IT,
    "feedback:key_in": _RUNS_IT,
    "feedback:check": _STAFF_HERE,
    "count:list_missing": {SIGNED_IN},  # each sees only what they may count
    # proposals
    "proposal:start": {ANYONE},
    "proposal:see": {PROPOSER, *_STAFF_HERE},
    "proposal:edit": {PROPOSER},
    "proposal:withdraw": {PROPOSER},
    "proposal:decide": _STAFF_HERE,
    # goals
    "goal:rows": {STAFF},
    "goal:edit": {GOAL_OWNER, ADMINISTRATOR},
    # running the site
    "desk:see": {STAFF},
    "audit:see": {MODERATOR, ADMINISTRATOR},
    "outbox:see": {ADMINISTRATOR},
    "search:reindex": {ADMINISTRATOR},
}
"""Permission -> the roles that have it."""


class Protected(Protocol):
    """A thing that knows what an actor is to it."""

    def roles_for(self, actor: Actor) -> set[str]: ...


def roles_everywhere(actor: Actor) -> set[str]:
    """The roles that do not depend on a thing. Scoped staff roles only make somebody ``staff``."""
    roles = {ANYONE}
    if actor.signed_in:
        roles.add(SIGNED_IN)
    if actor.is_staff:
        roles.add(STAFF)
    roles.update(role for role, organisation_id in actor.grants if organisation_id is None)
    return roles


def staff_roles(actor: Actor, *organisation_ids: int | None) -> set[str]:
    """The staff roles an actor holds at any of the organisations; models build ``roles_for`` on it."""
    wanted = {one for one in organisation_ids if one is not None}
    return {role for role, scope in actor.grants if scope in wanted}


def can(actor: Actor, permission: str, subject: Protected | None = None) -> bool:
    """Whether the actor has the permission (on the subject). The system itself may do everything."""
    if actor.system:
        return True
    roles = roles_everywhere(actor)
    if subject is not None:
        roles |= subject.roles_for(actor)
    return not MATRIX[permission].isdisjoint(roles)


def can_somewhere(actor: Actor, permission: str) -> bool:
    """Whether any of the actor's staff roles, wherever they hold, carries the permission."""
    held = {role for role, _ in actor.grants} | roles_everywhere(actor)
    return actor.system or not MATRIX[permission].isdisjoint(held)


def require(actor: Actor, permission: str, subject: Protected | None = None) -> None:
    """Raise ``Forbidden`` unless :func:`can`."""
    if not can(actor, permission, subject):
        raise Forbidden()
