"""The form of one translation: a field for each text of the original."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from wtforms import HiddenField

from portal.core.forms import Form, Line, Prose
from portal.translations.rules import LABELS, ONE_LINE, Field


def translation_form(found: Sequence[Field], limits: Mapping[str, int], seen: str) -> Form:
    """A form with what is translated now; ``seen`` goes along, so that an old form is noticed."""
    fields: dict[str, Any] = {
        one.name: (Line if one.name in ONE_LINE else Prose)(
            cast("str", LABELS[one.name]), limit=limits[one.name], default=one.said
        )
        for one in found
    }
    return cast("Form", type("TranslationForm", (Form,), {**fields, "seen": HiddenField(default=seen)})())
