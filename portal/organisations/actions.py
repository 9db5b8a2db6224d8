"""Making and editing organisations, who belongs to them, staff roles."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core import audit, clock, search
from portal.core.access import can_somewhere, require
from portal.core.actor import Actor
from portal.core.db import action, db, free_slug, get
from portal.core.errors import Forbidden, Missing, Refused
from portal.core.secrets import keyed_hash, new_token
from portal.core.states import advance
from portal.core.text import _l, holds_link
from portal.organisations import mails, queries, rules
from portal.organisations.models import Invitation, Membership, Organisation, RoleGrant


def _checked_cvr(cvr: str) -> str | None:
    try:
        return rules.cvr_digits(cvr)
    except ValueError:
        raise Refused(
            _l("Check the CVR number: the eight digits do not fit together. You may leave it empty."),
            field="cvr",
        ) from None


def _check_name(name: str) -> None:
    """Its invitations go to whoever a manager writes to: no link rides along in the subject."""
    if holds_link(name):
        raise Refused(_l("Write the name without a link or an address in it."), field="name")


def make_findable(organisation: Organisation) -> None:
    """Index an organisation by its name, what it is and what it says. Does not commit."""
    search.index(
        "organisation",
        organisation.id,
        organisation.name,
        about=search.tags_words([("organisation_kind", organisation.kind)]),
        text=(organisation.about,),
        links=[("organisation", organisation.parent_id)] if organisation.parent_id is not None else [],
    )


@action
def create_organisation(
    actor: Actor,
    *,
    name: str,
    kind: str,
    about: str = "",
    email: str = "",
    website: str = "",
    cvr: str = "",
    district_id: str | None = None,
    language: str = "da",
) -> Organisation:
    """A new organisation, waiting for staff to verify it; who makes it becomes its manager.

    Raises ``Refused`` for a CVR number with a wrong check digit. It is usable at once.
    """
    require(actor, "organisation:create")
    _check_name(name)
    organisation = Organisation(
        slug=free_slug(Organisation.slug, name, "forening"),
        name=name,
        kind=kind,
        about=about,
        email=email,
        website=website,
        cvr=_checked_cvr(cvr),
        district_id=district_id or None,
        language=language,
        verification=rules.PENDING,
        asked_at=clock.now(),
        created_at=clock.now(),
        created_by_id=actor.person_id,
    )
    db.session.add(organisation)
    db.session.flush()
    if actor.person_id is not None:
        _join(organisation.id, actor.person_id, rules.MANAGER)
    make_findable(organisation)
    audit.note(actor, "organisation.create", organisation)
    return organisation


@action
def edit_organisation(
    actor: Actor,
    organisation_id: int,
    *,
    name: str,
    kind: str,
    about: str,
    email: str,
    website: str,
    cvr: str,
    district_id: str | None,
) -> Organisation:
    """Change the profile; staff may have to look at it again. Raises ``Refused``."""
    organisation = get(Organisation, organisation_id)
    require(actor, "organisation:edit", organisation)
    _check_name(name)
    digits = _checked_cvr(cvr)
    renamed = (name, digits) != (organisation.name, organisation.cvr)
    organisation.name, organisation.kind, organisation.about = name, kind, about
    organisation.email, organisation.website = email, website
    organisation.cvr, organisation.district_id = digits, district_id or None
    if not actor.is_staff:
        _ask_again(organisation, renamed=renamed)
    make_findable(organisation)
    audit.note(actor, "organisation.edit", organisation)
    return organisation


def _ask_again(organisation: Organisation, *, renamed: bool) -> None:
    """A new name takes the mark away; whoever has no mark and changes something is looked at again."""
    if organisation.verification == rules.VERIFIED and renamed:
        _advance(organisation, "revoke")
    if (organisation.verification, "ask") in rules.VERIFICATION:
        _advance(organisation, "ask")
        organisation.asked_at = clock.now()


def _advance(organisation: Organisation, verb: str) -> None:
    advance(organisation, verb, rules.VERIFICATION, column="verification")


@action
def decide_verification(actor: Actor, organisation_id: int, *, verb: str, reason: str = "") -> Organisation:
    """Staff verify (``verify``), turn down (``reject``, with a reason) or take back (``revoke``).

    Nobody decides on an organisation they belong to. The managers are told.
    """
    organisation = get(Organisation, organisation_id)
    if not can_somewhere(actor, "organisation:verify"):
        raise Forbidden()
    if organisation.id in actor.memberships:
        raise Forbidden(_l("You belong to this organisation, so a colleague must decide."))
    if verb == "reject" and not reason:
        raise Refused(_l("Write why, so that they know what to do."), field="reason")
    _advance(organisation, verb)
    now = clock.now()
    organisation.verified_at = now if verb == "verify" else None
    audit.note(actor, f"organisation.{verb}", organisation, reason)
    if verb in {"verify", "reject"}:
        for manager in queries.managers_of(organisation.id):
            mails.verification_decided(
                organisation,
                to=manager.email,
                language=manager.language,
                verified=verb == "verify",
                reason=reason,
                moment=now.isoformat(),
            )
    return organisation


def _join(organisation_id: int, person_id: int, role: str) -> Membership:
    membership = Membership(
        organisation_id=organisation_id, person_id=person_id, role=role, joined_at=clock.now()
    )
    db.session.add(membership)
    db.session.flush()
    return membership


@action
def add_member(actor: Actor, organisation_id: int, person_id: int, *, role: str) -> Membership:
    """Put a person into an organisation without an invitation (staff, and the demo story)."""
    organisation = get(Organisation, organisation_id)
    if not can_somewhere(actor, "organisation:verify"):
        raise Forbidden()
    membership = _join(organisation_id, person_id, role)
    audit.note(actor, "organisation.add_member", organisation, role=role)
    return membership


@action
def invite(actor: Actor, organisation_id: int, *, email: str, role: str, language: str) -> None:
    """Ask somebody by mail to join. The link works for two weeks and once."""
    organisation = get(Organisation, organisation_id)
    require(actor, "organisation:invite", organisation)
    already = sa.select(Membership.id).join(Membership.person)
    already = already.where(
        Membership.organisation_id == organisation_id, Membership.left_at.is_(None), Person.email == email
    )
    if db.session.scalar(already) is not None:
        raise Refused(_l("That person is already a member."), field="email")
    token, now = new_token(), clock.now()
    invitation = Invitation(
        organisation_id=organisation_id,
        email=email,
        role=role if role in rules.MEMBER_ROLES else rules.MEMBER,
        token_hash=keyed_hash(token),
        invited_by_id=actor.person_id,
        created_at=now,
        expires_at=now + timedelta(days=rules.INVITATION_DAYS),
    )
    db.session.add(invitation)
    db.session.flush()
    mails.invited(organisation, to=email, language=language, token=token, by=actor.name, ident=invitation.id)
    audit.note(actor, "organisation.invite", organisation, role=invitation.role)


@action
def accept_invitation(actor: Actor, token: str) -> Organisation:
    """Join by the link in the mail. Raises ``Missing`` (unknown) or ``Refused`` (used or old)."""
    invitation = queries.invitation_by_token(token)
    if invitation is None:
        raise Missing()
    organisation = get(Organisation, invitation.organisation_id)
    if actor.person_id is None:
        raise Forbidden()
    if organisation.id in actor.memberships:
        return organisation
    if not _taken(invitation):
        raise Refused(_l("This invitation has been used or is too old. Ask for a new one."))
    _join(organisation.id, actor.person_id, invitation.role)
    audit.note(actor, "organisation.join", organisation, role=invitation.role)
    return organisation


def _taken(invitation: Invitation) -> bool:
    """Use an invitation up; of two who open the link at the same moment, one gets in."""
    now = clock.now()
    used = db.session.execute(
        sa.update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.accepted_at.is_(None), Invitation.expires_at > now)
        .values(accepted_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


@action
def change_role(actor: Actor, membership_id: int, *, role: str | None) -> Membership:
    """Make a member a manager or the other way, or end the membership (``role=None``).

    Members may end their own. Raises ``Refused`` when nobody would be left to manage.
    """
    membership = get(Membership, membership_id)
    organisation = db.session.get_one(  # two managers do not leave at the same moment
        Organisation, membership.organisation_id, with_for_update=True, populate_existing=True
    )
    if not (role is None and membership.person_id == actor.person_id):
        require(actor, "organisation:invite", organisation)
    if membership.left_at is not None:
        raise Missing()
    managers = len(queries.managers_of(organisation.id))
    if rules.leaves_nobody(managers=managers, role=membership.role, new_role=role):
        raise Refused(_l("Somebody must be manager. Make another member manager first."))
    if role is None:
        membership.left_at = clock.now()
    else:
        membership.role = role
    audit.note(actor, "organisation.change_role", organisation, role=role or "left")
    return membership


@action
def grant_role(actor: Actor, person_id: int, *, role: str, organisation_id: int | None) -> RoleGrant:
    """Give a staff role, everywhere or at one institution or unit. Twice is harmless."""
    require(actor, "role:grant")
    person = get(Person, person_id)
    same = sa.select(RoleGrant).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.ended_at.is_(None),
        RoleGrant.organisation_id.is_(None)
        if organisation_id is None
        else RoleGrant.organisation_id == organisation_id,
    )
    granted = db.session.scalar(same)
    if granted is None:
        granted = RoleGrant(
            person_id=person_id,
            role=role,
            organisation_id=organisation_id,
            granted_at=clock.now(),
            granted_by_id=actor.person_id,
        )
        db.session.add(granted)
        audit.note(actor, "role.grant", person, role=role, organisation=organisation_id)
    return granted


@action
def end_role(actor: Actor, grant_id: int) -> None:
    """Take a staff role back. Nobody can take their own administrator role: somebody must be left."""
    require(actor, "role:grant")
    granted = get(RoleGrant, grant_id)
    if granted.person_id == actor.person_id and granted.role == "administrator":
        raise Refused(_l("You cannot take your own administrator role. Ask another administrator."))
    if granted.ended_at is None:
        granted.ended_at = clock.now()
        audit.note(actor, "role.end", get(Person, granted.person_id), role=granted.role)
