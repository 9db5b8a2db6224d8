"""Proposing something: choose, four steps, check, send; and the page that tells how it goes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from portal.core import plain, text, web
from portal.core.actor import Actor
from portal.core.errors import Forbidden, Missing, Refused, Says
from portal.core.limits import limiter
from portal.core.secrets import keyed_hash, same
from portal.core.text import _
from portal.core.web import actor, public, see_other, tell
from portal.moderation import actions, queries, rules
from portal.moderation.forms import SendForm, StepForm, WithdrawForm, answers, step_form, typed_in
from portal.moderation.models import Proposal
from portal.moderation.rules import wish, words
from portal.moderation.views.blueprint import KIND_WORDS, MADE_ENDPOINTS, STEP_WORDS, bp, number
from portal.moderation.views.story import story
from portal.organisations import queries as organisations

Page = str | Response | tuple[str, int]

_KIND_OF = {word: kind for kind, word in KIND_WORDS.items()}
_STEP_OF = {word: step for step, word in STEP_WORDS.items()}
_ANY_STEP = "<any(hvad,hvornaar,hvor,hvem):word>"


@bp.route("/foreslaa")
@public
def start() -> Page:
    """Choose what to propose, or go on with something begun."""
    return render_template(
        "moderation/start.html",
        drafts=queries.my_drafts(actor()),
        words=KIND_WORDS,
        rules=rules,
        days=queries.promised_days(),
    )


@bp.route("/foreslaa/ny/<any(arrangement,faellesskab,temadag):word>")
@public
def begin(word: str) -> Page:
    """The first step, with an address of its own from the start: saving it twice is one draft."""
    kind = _KIND_OF[word]
    form = step_form(kind, wish.WHAT, {}, {})
    return _step_page(kind, wish.WHAT, str(uuid4()), form, fresh=True)


@bp.route(f"/foreslaa/<uuid:ident>/{_ANY_STEP}")
@public
def step(ident: UUID, word: str) -> Page:
    """One step with what was typed so far."""
    found = _open_for_writing(str(ident))
    if not isinstance(found, Proposal):
        return found
    name = _STEP_OF[word]
    typed = {**found.data, **found.parked}
    form = step_form(found.kind, name, typed, queries.choices())
    form.show(_asked(found))
    rescued = any(field in found.parked for field in wish.FIELDS[found.kind][name])
    return _step_page(found.kind, name, found.uuid, form, proposal=found, rescued=rescued)


@bp.route(f"/foreslaa/<uuid:ident>/{_ANY_STEP}", methods=["POST"])
@public
@limiter.limit("600 per hour")
def save_step(ident: UUID, word: str) -> Page | tuple[str, int, dict[str, str]]:
    """Keep what was typed, right or wrong; then go on, or say what to mend.

    Exempt from the CSRF check: the uuid in the address is the secret, and a check bound to the session would
    throw away what was typed when the session has ended.
    """
    key, name, quiet = str(ident), _STEP_OF[word], "X-Autosave" in request.headers
    kind = _kind_of(key)
    typed = typed_in(kind, name, request.form)
    if not actor().signed_in and queries.belongs_to_somebody(key):
        return _keep_for_later(key, name, typed, quiet=quiet)
    proposal = actions.start(actor(), kind, typed=typed, language=text.language(), ident=key)
    if quiet:
        return "", 204
    problems = _problems_of(proposal, name, typed)
    if problems and request.form.get("go") != "later":
        form = step_form(kind, name, typed, queries.choices())
        form.show(problems)
        return _step_page(kind, name, key, form, proposal=queries.for_writer(actor(), key)), 422
    return _onwards(proposal, name)


@bp.record_once
def _save_without_csrf(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(save_step)


def _kind_of(key: str) -> str:
    known = queries.find(key)
    if known is not None:
        return known.kind
    try:
        return _KIND_OF[request.args.get("slags", "")]
    except KeyError:
        raise Missing() from None


def _keep_for_later(key: str, name: str, typed: dict[str, Any], *, quiet: bool) -> Page:
    """The session ended while somebody wrote: keep the text for them, and ask them to sign in again."""
    actions.park(actor(), key, typed=typed)
    if quiet:
        return "", 204
    tell(_("You had been signed out. We have kept what you wrote: sign in, and go on."), "info")
    return _sign_in_to("moderation.step", ident=key, word=STEP_WORDS[name])


def _problems_of(proposal: Proposal, name: str, typed: dict[str, Any]) -> dict[str, Says]:
    """What is wrong with one step as it was just typed, which may be more than what was kept of it."""
    whole = {**proposal.data, **typed}
    found = wish.read(proposal.kind, whole, queries.local_now()).problems
    return {field: said for field, said in found.items() if field in wish.FIELDS[proposal.kind][name]}


def _onwards(proposal: Proposal, name: str) -> Response:
    go = request.form.get("go")
    if go == "later":
        return see_other("moderation.progress", ident=proposal.uuid)
    following = wish.STEPS.index(name) + 1
    if go == "check" or following == len(wish.STEPS):
        return see_other("moderation.check", ident=proposal.uuid)
    return see_other("moderation.step", ident=proposal.uuid, word=STEP_WORDS[wish.STEPS[following]])


def _asked(proposal: Proposal) -> dict[str, Says]:
    """What the staff asked to have changed, at the fields it is about."""
    if proposal.state != rules.CHANGES_REQUESTED:
        return {}
    notes: dict[str, Says] = next(
        (entry.notes for entry in reversed(proposal.entries) if entry.verb == "request_changes"), {}
    )
    return {
        name: note for name, note in notes.items() if name not in proposal.parked and _untouched(proposal)
    }


def _untouched(proposal: Proposal) -> bool:
    """Whether nothing was saved since the changes were asked for."""
    return proposal.entries[-1].at >= proposal.saved_at


def _step_page(
    kind: str,
    name: str,
    key: str,
    form: StepForm,
    *,
    proposal: Proposal | None = None,
    fresh: bool = False,
    rescued: bool = False,
) -> str:
    address: dict[str, Any] = {"ident": key, "word": STEP_WORDS[name]}
    if fresh or proposal is None:
        address["slags"] = KIND_WORDS[kind]
    return render_template(
        "moderation/step.html",
        kind=kind,
        step=name,
        form=form,
        proposal=proposal,
        rescued=rescued,
        target=url_for("moderation.save_step", **address),
        steps=_stepper(None if fresh else key),
        number=wish.STEPS.index(name) + 1,
        previous=_previous(key, name),
    )


def _stepper(key: str | None) -> list[dict[str, str]]:
    names = {wish.WHAT: _("What"), wish.WHEN: _("When"), wish.WHERE: _("Where"), wish.WHO: _("Who and how")}
    steps = [
        {"text": said, "href": url_for("moderation.step", ident=key, word=STEP_WORDS[one]) if key else ""}
        for one, said in names.items()
    ]
    return [*steps, {"text": _("Check and send"), "href": ""}]


def _previous(key: str, name: str) -> str:
    place = wish.STEPS.index(name)
    if place == 0:
        return url_for("moderation.start")
    return url_for("moderation.step", ident=key, word=STEP_WORDS[wish.STEPS[place - 1]])


def _open_for_writing(key: str) -> Proposal | Response:
    """The proposal when it is open and the reader writes it; else where to go instead."""
    found = _writers(key)
    if isinstance(found, Proposal) and found.state not in rules.OPEN:
        return see_other("moderation.progress", ident=key)
    return found


def _writers(key: str) -> Proposal | Response:
    """The reader's proposal. Somebody who is not signed in is asked to, when it has an owner."""
    if not actor().signed_in and queries.belongs_to_somebody(key):
        return web.go_to(url_for("accounts.sign_in", next=request.script_root + request.path))
    return queries.for_writer(actor(), key)


def _sign_in_to(endpoint: str, **values: Any) -> Response:
    return see_other("accounts.sign_in", next=url_for(endpoint, **values))


# checking and sending


@bp.route("/foreslaa/<uuid:ident>/tjek")
@public
def check(ident: UUID) -> Page:
    """What visitors will see, what is missing, and the button that sends."""
    key, who = str(ident), actor()
    if who.signed_in and same(request.args.get("mit", ""), _claim_token(key)):
        actions.claim(who, key)
        return see_other("moderation.check", ident=key)
    found = _open_for_writing(key)
    if not isinstance(found, Proposal):
        return found
    return _check_page(found, _send_form(found, who))


@bp.route("/foreslaa/<uuid:ident>/send", methods=["POST"])
@public
@limiter.limit("60 per hour")
def send(ident: UUID) -> Page:
    """Send the proposal in. Somebody who is not signed in is asked to, and comes back here."""
    key, who = str(ident), actor()
    if not who.signed_in:
        return _sign_in_to("moderation.check", ident=key, mit=_claim_token(key))
    form = SendForm()
    try:
        actions.submit(
            who, key, organisation_id=number(form.behalf.data), version=number(form.version.data) or 0
        )
    except Refused as refusal:
        found = _open_for_writing(key)
        if not isinstance(found, Proposal):
            tell(refusal.text, "warning")
            return found
        again = _send_form(found, who)
        again.refuse(Refused(refusal.text))
        return _check_page(found, again), refusal.status
    tell(_("Your proposal is sent. We have mailed you a receipt."))
    return see_other("moderation.progress", ident=key)


def _claim_token(key: str) -> str:
    """Proves that whoever returns from signing in had the draft open before."""
    return keyed_hash(f"claim:{key}")[:32]


def _send_form(proposal: Proposal, who: Actor) -> SendForm:
    form = SendForm(data={"version": str(proposal.version), "behalf": str(proposal.organisation_id or "")})
    form.version.data = str(proposal.version)
    form.behalf.choices = [
        ("", _("Myself")),
        *((str(one.id), one.name) for one in organisations.belonging_to(who)),
    ]
    return form


def _check_page(proposal: Proposal, form: SendForm) -> str:
    read = queries.wish_of(proposal)
    problems = {**read.problems, **queries.unknown_choices(read)}
    return render_template(
        "moderation/check.html",
        proposal=proposal,
        wish=read,
        place=queries.place_of(read),
        district=queries.district_name(read.district_id),
        form=form,
        problems=[(said, f"{_step_of(proposal, field)}#{field}-field") for field, said in problems.items()],
        answers=[
            {"label": one.label, "value": one.value, "href": f"{_step_of(proposal, one.name)}#{one.name}"}
            for one in answers(proposal.kind, proposal.data, queries.choices())
        ],
        similar=queries.similar(read.title),
        hints=plain.hints(
            title=read.title,
            summary=read.summary,
            text=f"{read.text}\n\n{read.first_time}",
            language=proposal.language,
        ),
        change_words=url_for("moderation.step", ident=proposal.uuid, word=STEP_WORDS[wish.WHAT]),
        steps=_stepper(proposal.uuid),
        sign_in=url_for(
            "accounts.sign_in",
            next=url_for("moderation.check", ident=proposal.uuid, mit=_claim_token(proposal.uuid)),
        ),
        days=queries.promised_days(),
        back=url_for("moderation.step", ident=proposal.uuid, word=STEP_WORDS[wish.WHO]),
    )


def _step_of(proposal: Proposal, field: str) -> str:
    word = STEP_WORDS[wish.step_of(proposal.kind, field)]
    return url_for("moderation.step", ident=proposal.uuid, word=word)


# how it goes


@bp.route("/foreslaa/<uuid:ident>")
@public
def progress(ident: UUID) -> Page:
    """What happened to a proposal, and what happens next: for its proposer only."""
    found = _writers(str(ident))
    if not isinstance(found, Proposal):
        return found
    read = queries.wish_of(found)
    slug = queries.made_slug(found)
    return render_template(
        "moderation/progress.html",
        proposal=found,
        wish=read,
        rules=rules,
        story=story(found),
        last=found.entries[-1] if found.entries else None,
        labels={name: words.label(found.kind, name) for name in wish.fields_of(found.kind)},
        made=url_for(MADE_ENDPOINTS[found.kind], slug=slug) if slug else "",
        go_on=url_for("moderation.step", ident=found.uuid, word=STEP_WORDS[_next_step(read)]),
        here=web.absolute("moderation.progress", ident=found.uuid),
        words=STEP_WORDS,
    )


def _next_step(read: wish.Wish) -> str:
    """The first step that asks for something, else the first."""
    return wish.step_of(read.kind, next(iter(read.problems))) if read.problems else wish.WHAT


@bp.route("/foreslaa/<uuid:ident>/traek-tilbage", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def withdraw(ident: UUID) -> Page:
    """Take a proposal back, or throw a draft away: asked once more first."""
    found = _writers(str(ident))
    if not isinstance(found, Proposal):
        return found
    form = WithdrawForm()
    if (found.state, "withdraw") not in rules.LIFECYCLE:
        tell(rules.NOT_NOW[found.state], "warning")
        return see_other("moderation.progress", ident=found.uuid)
    if form.validate_on_submit():
        return _withdrawn(found, str(form.reason.data or ""))
    return render_template("moderation/withdraw.html", proposal=found, form=form), 422 if form.errors else 200


def _withdrawn(found: Proposal, reason: str) -> Response:
    sent = found.first_submitted_at is not None
    key = found.uuid
    try:
        actions.withdraw(actor(), key, reason=reason)
    except Forbidden:
        raise Missing() from None
    tell(_("Your proposal is withdrawn.") if sent else _("The draft is thrown away."))
    return see_other("moderation.progress", ident=key) if sent else see_other("moderation.start")
