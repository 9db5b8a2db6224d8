"""Pages on which those who may edit a thing translate it, original and translation side by side."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from portal.core.access import require
from portal.core.errors import Refused
from portal.core.languages import LANGUAGES
from portal.core.text import _
from portal.core.web import actor, go_to, tell
from portal.translations import actions, queries, rules
from portal.translations.forms import translation_form
from portal.translations.queries import Thing

bp = Blueprint("translations", __name__)

Page = str | Response | tuple[str, int]
BACK = {
    "event": "pages.event",
    "community": "pages.community",
    "theme_day": "themedays.day",
    "place": "pages.place",
}


def _find(kind: str, slug: str, date: str) -> Thing:
    thing = queries.find(kind, slug, date)
    require(actor(), actions.MAY[kind], thing)
    return thing


def _page_of(kind: str, slug: str, date: str) -> str:
    return url_for("pages.occurrence", slug=slug, date=date) if date else url_for(BACK[kind], slug=slug)


def _title(thing: Thing) -> str:
    return str(getattr(thing, "title", "") or getattr(thing, "name", ""))


def overview(kind: str, slug: str, date: str) -> Page:
    """How far each language is, and the way to each."""
    thing = _find(kind, slug, date)
    return render_template(
        "translations/overview.html",
        title=_title(thing),
        back=_page_of(kind, slug, date),
        thing={"kind": kind, "slug": slug, "date": date},
        rows=[
            (LANGUAGES[code], rules.standing(queries.fields(thing, code))) for code in queries.targets(thing)
        ],
        own_dates=[] if date else queries.own_dates(thing),
    )


def translate(kind: str, slug: str, code: str, date: str) -> Page:
    """One language: the original and its translation, field by field, each of them optional."""
    thing = _find(kind, slug, date)
    found = queries.fields(thing, code)
    form = translation_form(found, thing.TRANSLATED, rules.stamp(found))
    title, original = _title(thing), thing.written_in
    if form.validate_on_submit():
        said = {one.name: str(form[one.name].data or "") for one in found}
        try:
            actions.translate(actor(), kind, slug, code, said, seen=str(form["seen"].data), date=date)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The translation is saved."))
            return go_to(url_for("translations.overview", kind=kind, slug=slug, date=date))
    page = render_template(
        "translations/translate.html",
        form=form,
        fields=found,
        title=title,
        language=LANGUAGES[code],
        original=original,
        labels=rules.LABELS,
        thing={"kind": kind, "slug": slug, "date": date},
    )
    return page, 422 if form.errors else 200


for _kind, _path, _known in (
    ("event", "/arrangementer/<slug>", {"date": ""}),
    ("event", "/arrangementer/<slug>/<date>", {}),
    ("community", "/faellesskaber/<slug>", {"date": ""}),
    ("theme_day", "/temadage/<slug>", {"date": ""}),
    ("place", "/steder/<slug>", {"date": ""}),
):
    _rule, _defaults = f"{_path}/oversaettelser", {"kind": _kind, **_known}
    bp.add_url_rule(_rule, view_func=overview, defaults=_defaults)
    bp.add_url_rule(f"{_rule}/<code>", view_func=translate, defaults=_defaults, methods=["GET", "POST"])
