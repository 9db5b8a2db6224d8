"""What arrives, before anything reads it: text that every database can keep, numbers it can compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flask
from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError
from werkzeug.utils import cached_property

LARGEST = 2**31 - 1
"""The largest number of an integer column on PostgreSQL; ids are no larger."""
LONGEST = 300
"""Characters of one part of an address; the longest we make ourselves are signed tokens of about 80."""

_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
"""Control characters but tab and line ends. PostgreSQL refuses NUL in text; nobody types any of them."""


def clean(text: str) -> str:
    """Text without control characters and halves of characters."""
    return text.translate(_CONTROLS).encode(errors="ignore").decode()


def _cleaned(pairs: Iterable[tuple[str, str]]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(clean(name), clean(value)) for name, value in pairs])


class Request(flask.Request):
    """A request whose questions and forms are :func:`clean`."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What stands after the ``?``."""
        return _cleaned(super().args.items(multi=True))

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _cleaned(self.form.items(multi=True))


class Text(UnicodeConverter):
    """A part of an address that can be the name of something. Anything else leads nowhere (404)."""

    def to_python(self, value: str) -> str:
        """The part. Raises ``ValidationError``."""
        if len(value) > LONGEST or clean(value) != value:
            raise ValidationError
        return value


class Ident(IntegerConverter):
    """A number in an address that can be an id. Anything else leads nowhere (404)."""

    def __init__(self, map: Map, *args: Any, **more: Any) -> None:
        more.setdefault("max", LARGEST)
        super().__init__(map, *args, **more)


def install(app: Flask) -> None:
    """Read every request this way; before the first route is added."""
    app.request_class = Request
    app.url_map.converters.update(default=Text, string=Text, int=Ident)
