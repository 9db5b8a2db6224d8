"""Joining, leaving and looking after a community. Its public page is drawn in ``portal.pages``."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from portal.communities import actions, queries, rules
from portal.communities.forms import CommunityForm, JoinForm, ReasonForm, ShowNameForm, VerbForm
from portal.communities.models import Community
from portal.core import writing
from portal.core.access import can, require
from portal.core.errors import Missing, Refused
from portal.core.forms import Form
from portal.core.text import _
from portal.core.web import actor, see_other, tell
from portal.places import queries as places

bp = Blueprint("communities", __name__)

Page = str | Response | tuple[str, int]


def _page(template: str, form: Form, **values: object) -> tuple[str, int]:
    return render_template(f"communities/{template}.html", form=form, **values), 422 if form.errors else 200


@bp.route("/faellesskaber/<slug>/deltag", methods=["GET", "POST"])
def join(slug: str) -> Page:
    """What joining means, and the button that does it."""
    community = queries.community_by_slug(slug)
    form = JoinForm()
    if form.validate_on_submit():
        try:
            member = actions.join(
                actor(), community.id, show_name=form.show_name.data, message=form.message.data or ""
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            _say_joined(member.role)
            return see_other("pages.community", slug=slug)
    member_now = queries.membership(community.id, actor().person_id)
    return _page(
        "join",
        form,
        community=community,
        member=member_now,
        name_form=ShowNameForm(formdata=None, obj=member_now),
        why_not=rules.why_not_join(community.state),
    )


def _say_joined(role: str) -> None:
    if role == rules.ASKING:
        tell(_("The hosts have your question. You get a mail when they have answered."), "info")
    else:
        tell(_("You are in. Welcome! A mail with the next meeting is on its way."))


@bp.post("/faellesskaber/<slug>/fornavn")
def show_name(slug: str) -> Page:
    """Show or hide one's own first name."""
    community = queries.community_by_slug(slug)
    form = ShowNameForm()
    if form.validate_on_submit():
        actions.show_my_name(actor(), community.id, show=form.show_name.data)
        tell(_("Saved."))
    return see_other("communities.join", slug=slug)


@bp.route("/faellesskaber/<slug>/forlad", methods=["GET", "POST"])
def leave(slug: str) -> Page:
    """What leaving means, and the button that does it."""
    community = queries.community_by_slug(slug)
    form = Form()
    if form.validate_on_submit():
        try:
            actions.leave(actor(), community.id)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("You have left %(title)s. You are always welcome back.", title=community.title))
            return see_other("pages.community", slug=slug)
    member = queries.membership(community.id, actor().person_id)
    return _page("leave", form, community=community, member=member)


@bp.route("/faellesskaber/<slug>/ret", methods=["GET", "POST"])
def edit(slug: str) -> Page:
    """What the community says about itself."""
    community = queries.community_by_slug(slug)
    require(actor(), "community:edit", community)
    form = CommunityForm(
        obj=community,
        themes=community.tagged("theme"),
        audiences=community.tagged("audience"),
        place_id=str(community.place_id or ""),
    )
    form.offer([(str(ident), name) for ident, name in places.choices()])
    if form.validate_on_submit():
        try:
            actions.edit_community(
                actor(), community.id, form.facts(community), version=form.version.data or 0
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Saved."))
            writing.advise()
            return see_other("pages.community", slug=slug)
    return _page("edit", form, community=community)


@bp.route("/faellesskaber/<slug>/pause", methods=["GET", "POST"])
def state(slug: str) -> Page:
    """Let the community rest, wake it, or close it."""
    community = queries.community_by_slug(slug)
    require(actor(), "community:edit", community)
    form = ReasonForm()
    verbs = VerbForm()
    if form.validate_on_submit():
        try:
            changed = actions.change_state(
                actor(), community.id, verb=verbs.verb.data or "", reason=form.reason.data or ""
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_state_said(changed))
            return see_other("pages.community", slug=slug)
    return _page("state", form, community=community)


def _state_said(community: Community) -> str:
    return {
        rules.ACTIVE: _("The community is awake again."),
        rules.RESTING: _("The community rests. Nobody can join until you wake it."),
        rules.CLOSED: _("The community has closed. Thank you for what you made."),
    }[community.state]


@bp.get("/faellesskaber/<slug>/medlemmer")
def members(slug: str) -> Page:
    """Everybody in it and everybody who asks, for hosts and staff."""
    community = queries.community_by_slug(slug)
    require(actor(), "community:members", community)
    return render_template(
        "communities/members.html",
        community=community,
        people=queries.members_of(community.id),
        form=VerbForm(formdata=None),
        may_answer=can(actor(), "community:members", community),
    )


@bp.post("/faellesskaber/<slug>/medlemmer/<int:member_id>")
def member(slug: str, member_id: int) -> Page:
    """Answer somebody who asks, make a host, or let one step down."""
    community = queries.community_by_slug(slug)
    form = VerbForm()
    if not form.validate() or member_id not in {one.id for one in queries.members_of(community.id)}:
        raise Missing()
    verb = form.verb.data or ""
    if verb in {"admit", "decline"}:
        actions.answer_request(actor(), member_id, verb=verb)
    else:
        actions.set_member_role(actor(), member_id, verb=verb)
    tell(_("Saved."))
    return see_other("communities.members", slug=slug)
