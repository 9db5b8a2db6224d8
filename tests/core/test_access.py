"""Permissions: closed by default, roles that exist, staff only where their role holds."""

from __future__ import annotations

import pytest

from portal.core import access
from portal.core.access import MATRIX, can, can_somewhere, require, staff_roles
from portal.core.actor import ANONYMOUS, SYSTEM, Actor
from portal.core.errors import Forbidden
from portal.organisations import rules as organisations

KNOWN = {
    access.ANYONE,
    access.SIGNED_IN,
    access.SELF,
    access.PROPOSER,
    access.HOST,
    access.MEMBER,
    access.ORG_MANAGER,
    access.ORG_MEMBER,
    access.MODERATOR,
    access.GOAL_OWNER,
    access.ADMINISTRATOR,
    access.STAFF,
    access.PARTNER,
}


class Thing:
    """Something that knows only the staff of organisation 1."""

    def roles_for(self, actor: Actor) -> set[str]:
        return staff_roles(actor, 1)


MODERATOR_HERE = Actor(person_id=1, grants=frozenset({("moderator", 1)}))
MODERATOR_ELSEWHERE = Actor(person_id=2, grants=frozenset({("moderator", 2)}))
EVERYWHERE = Actor(person_id=3, grants=frozenset({("administrator", None)}))
CITIZEN = Actor(person_id=4)


@pytest.mark.parametrize("permission", sorted(MATRIX))
def test_the_table_speaks_of_roles_that_exist(permission: str) -> None:
    assert permission.count(":") == 1
    assert MATRIX[permission]
    assert MATRIX[permission] <= KNOWN


def test_staff_roles_of_the_database_are_those_of_the_table() -> None:
    assert set(organisations.STAFF_ROLES) <= KNOWN


def test_an_unknown_permission_is_an_error_not_a_yes() -> None:
    with pytest.raises(KeyError):
        can(EVERYWHERE, "event:explode")


def test_a_scoped_role_holds_only_where_it_was_given() -> None:
    assert can(MODERATOR_HERE, "event:edit", Thing())
    assert not can(MODERATOR_ELSEWHERE, "event:edit", Thing())
    assert not can(MODERATOR_HERE, "event:edit")
    assert can(EVERYWHERE, "event:edit", Thing())
    assert can(SYSTEM, "event:edit", Thing())


def test_signing_in_alone_gives_little() -> None:
    given = {permission for permission in MATRIX if can(CITIZEN, permission)}
    beyond = given - {permission for permission in MATRIX if can(ANONYMOUS, permission)}
    assert beyond == {"organisation:create", "image:upload", "community:join", "count:list_missing"}


def test_anonymous_people_may_read_sign_up_and_begin_a_proposal() -> None:
    given = {permission for permission in MATRIX if can(ANONYMOUS, permission)}
    assert given == {"event:see", "signup:make", "proposal:start"}


def test_somewhere_looks_at_every_role_of_the_person() -> None:
    assert can_somewhere(MODERATOR_ELSEWHERE, "event:create")
    assert not can_somewhere(CITIZEN, "event:create")


def test_require_raises() -> None:
    require(MODERATOR_HERE, "event:edit", Thing())
    with pytest.raises(Forbidden):
        require(CITIZEN, "event:edit", Thing())
