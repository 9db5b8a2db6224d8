"""Words: translation, dates and numbers the way the reader writes them, slugs, Markdown, and what
must not be written (CPR numbers).

The only module that knows which library translates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

import nh3
from babel import Locale
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from babel.lists import format_list
from flask_babel import Babel, force_locale, get_locale, gettext, lazy_gettext, ngettext
from markdown_it import MarkdownIt
from markupsafe import Markup
from stdnum.dk import cpr

from portal.core import clock

_: Callable[..., str] = gettext
_l = lazy_gettext
_n: Callable[..., str] = ngettext

babel = Babel()

LANGUAGES = {"da": "Dansk", "en": "English"}
DEFAULT_LANGUAGE = "da"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
NO_BREAK = "\N{NO-BREAK SPACE}"


def language() -> str:
    """The code of the language that the present page or mail is written in."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in another language for a while: mails speak the recipient's."""
    with force_locale(code if code in LANGUAGES else DEFAULT_LANGUAGE):
        yield


def _locale() -> Locale:
    return Locale.parse("en_GB" if language() == "en" else "da_DK")


def _local(value: datetime) -> datetime:
    return clock.to_local(value) if value.tzinfo else value


def long_date(value: datetime | date) -> str:
    """``torsdag den 3. december 2026``."""
    day = _local(value) if isinstance(value, datetime) else value
    pattern = "EEEE d MMMM y" if language() == "en" else "EEEE 'den' d. MMMM y"
    return str(babel_dates.format_date(day, pattern, locale=_locale()))


def day_name(value: date) -> str:
    """``torsdag den 3. december``, with the year when it is not this one."""
    year = "" if value.year == clock.today().year else " y"
    pattern = "EEEE d MMMM" if language() == "en" else "EEEE 'den' d. MMMM"
    return str(babel_dates.format_date(value, pattern + year, locale=_locale()))


def short_date(value: datetime | date) -> str:
    """``tor. 3. dec.``, with the year when it is not this one."""
    day = _local(value) if isinstance(value, datetime) else value
    year = "" if day.year == clock.today().year else " y"
    pattern = "EEE d MMM" if language() == "en" else "EEE d. MMM"
    return str(babel_dates.format_date(day, pattern + year, locale=_locale()))


def month_name(month: int) -> str:
    """``marts`` of 3."""
    return str(babel_dates.get_month_names("wide", context="stand-alone", locale=_locale())[month])


def month_and_year(value: date) -> str:
    """``marts 2027``."""
    return f"{month_name(value.month)} {value.year}"


def weekday_name(weekday: int) -> str:
    """``torsdag`` of 3: Monday is 0."""
    return str(babel_dates.get_day_names("wide", context="format", locale=_locale())[weekday])


def listed(words: Sequence[str]) -> str:
    """``tirsdag, onsdag og torsdag``."""
    return str(format_list(list(words), locale=_locale()))


def clock_time(value: datetime) -> str:
    """``18.30`` (Danish full stop), ``18:30`` in English."""
    pattern = "HH:mm" if language() == "en" else "HH.mm"
    return str(babel_dates.format_time(_local(value).time(), pattern, locale=_locale()))


def short_moment(value: datetime) -> str:
    """``tors. 3. dec. kl. 18.30``; ``Thu 3 Dec 18:30`` in English."""
    at = "" if language() == "en" else "kl. "
    return f"{short_date(value)} {at}{clock_time(value)}"


def long_moment(value: datetime) -> str:
    """``torsdag den 3. december 2026 kl. 18.30``."""
    at = "" if language() == "en" else "kl. "
    return f"{long_date(value)} {at}{clock_time(value)}"


def date_time_range(start: datetime, end: datetime) -> str:
    """``torsdag den 3. december 2026 kl. 18.30–20.00``; names both days when it passes midnight."""
    first = long_moment(start)
    if _local(start).date() == _local(end).date():
        return f"{first}–{clock_time(end)}"
    return f"{first} – {long_moment(end)}"


def number(value: int | float | Decimal) -> str:
    """``10.250,5``."""
    return str(babel_numbers.format_decimal(value, locale=_locale()))


def kroner(value: int | None) -> str:
    """``60 kr.``; nothing or 0 is ``Gratis``."""
    return _("Free") if not value else f"{number(value)}{NO_BREAK}kr."


def percent(share: float) -> str:
    """``42 %`` of a share between 0 and 1."""
    return str(babel_numbers.format_percent(share, locale=_locale()))


_DANISH_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slugify(text: str, fallback: str = "uden-navn") -> str:
    """``Bøger på Åen`` -> ``boeger-paa-aaen``. ``fallback`` when no Latin letter is left."""
    lowered = text.lower().translate(_DANISH_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:80].strip("-") or fallback


_markdown = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(["linkify", "table"])
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "hr", "code", "pre"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


def markdown(text: str | None) -> Markup:
    """Markdown as clean HTML: no raw HTML, headings from h3 down, links marked as people's own."""
    html = _markdown.render(text or "")
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", html)
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel="nofollow ugc noopener")
    return Markup(clean)  # noqa: S704 - cleaned above


_CPR = re.compile(r"(?<!\d)(\d{6})[- ]?(\d{4})(?!\d)")


_LINK = re.compile(r"://|www\.|@|\w\.[a-zæøå]{2,}")


def holds_link(name: str) -> bool:
    """Whether a name holds an address of the web: names stand in mails that strangers can have us send."""
    return _LINK.search(name) is not None


def holds_cpr(text: str) -> bool:
    """Whether text has something that reads like a CPR number (databeskyttelsesloven § 11).

    ``ddmmyy-xxxx`` with a real date counts whether or not its check digit holds: since 2007 valid
    numbers may fail it. An unhyphenated number must pass ``stdnum``'s full check.
    """
    for match in _CPR.finditer(text):
        joined = "".join(match.groups())
        if match.group(0) != joined and _is_date(joined):
            return True
        if cpr.is_valid(joined):
            return True
    return False


def _is_date(digits: str) -> bool:
    try:
        cpr.get_birth_date(digits)
    except cpr.InvalidComponent:
        return False
    return True


def shorten(text: str, length: int = 160) -> str:
    """Text cut at a word, with an ellipsis."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
