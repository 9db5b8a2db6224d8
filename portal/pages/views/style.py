"""The living style page: every part that pages are built from, in all its states. In development only."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import InputRequired

from portal.core import clock
from portal.core.forms import Form, Prose, options
from portal.core.web import public
from portal.events.rules.images import FOCI

bp = Blueprint("style", __name__)

PARTS = "ui/"
"""Folder of the parts. ``style/<file>`` shows what stands in ``ui/<file>``."""

_POINTERS = (
    "id|for|name|href|aria-labelledby|aria-describedby|aria-controls|data-dialog|data-copy|data-counter-for"
)


class Samples(Form):
    """One field of each kind."""

    name = StringField("Fornavn", [InputRequired("Skriv dit fornavn.")])
    email = EmailField("E-mail")
    about = Prose("Fortæl om din idé", limit=500)
    genre = SelectField("Genre", choices=options([("musik", "Musik"), ("samtale", "Samtale")]))
    kind = RadioField(
        "Hvad er det?",
        [InputRequired("Vælg, hvad det er.")],
        choices=options([("event", "Et arrangement"), ("community", "Et fællesskab")]),
    )
    days = SelectMultipleField("Dage", choices=options([("man", "Mandag"), ("tir", "Tirsdag")]))
    place = RadioField("Hvor?", choices=options([("ude", "Ude"), ("inde", "Inde"), ("net", "På nettet")]))
    day = DateField("Dag")
    starts = TimeField("Fra")
    ends = TimeField("Til")
    price = IntegerField("Pris")
    children = IntegerField("Børn")
    adults = IntegerField("Voksne")
    image = FileField("Billede")
    alt = StringField("Billedet viser")
    focus = RadioField("Hvad skal ses?", choices=options(FOCI.items()), default="c")
    agree = BooleanField("Mind mig om det dagen før")


@bp.get("/stil")
@public
def page() -> str:
    """All parts, light and dark beside each other; ``?retning=rtl`` turns them around."""
    return render_template(
        "style.html",
        now=clock.now(),
        form=_form("ny"),
        wrong=_form("fejl", {"about": "x" * 600, "price": "gratis"}),
        parts=parts(),
        again=again,
        turned=request.args.get("retning") == "rtl",
    )


def parts() -> dict[str, list[str]]:
    """File of ``templates/ui`` -> the macros it offers."""
    environment = current_app.jinja_env
    files = sorted(one for one in environment.list_templates(["html"]) if one.startswith(PARTS))
    return {file.removeprefix(PARTS).removesuffix(".html"): _macros(file) for file in files}


def _macros(file: str) -> list[str]:
    source = current_app.jinja_env.loader.get_source(current_app.jinja_env, file)[0]  # type: ignore[union-attr]
    return re.findall(r"{%-? macro ([a-z]\w*)\(", source)


def again(html: str, name: str) -> Markup:
    """The same markup a second time on a page: what is named and pointed at gets a name of its own."""

    def renamed(found: re.Match[str]) -> str:
        attribute, value = found[1], found[2]
        if attribute == "href":
            return f'href="#{name}-{value[1:]}"' if len(value) > 1 and value.startswith("#") else found[0]
        return f'{attribute}="{" ".join(f"{name}-{one}" for one in value.split())}"'

    own = re.sub(rf'(?<=\s)({_POINTERS})="([^"]*)"', renamed, str(html))
    labelled = re.sub(r'(?<=\s)aria-label="([^"]*)"', rf'aria-label="\1 ({name})"', own)
    return Markup(labelled)  # noqa: S704 - made from what a template has escaped


def _form(prefix: str, sent: dict[str, str] | None = None) -> Samples:
    data: Any = MultiDict({f"{prefix}-{name}": value for name, value in sent.items()}) if sent else None
    form = Samples(formdata=data, prefix=prefix, meta={"csrf": False})
    if sent:
        form.validate()
    return form
