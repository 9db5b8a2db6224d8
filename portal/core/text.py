"""Words: translation, dates and numbers the way the reader writes them, slugs, Markdown, and what
must not be written (CPR numbers).

The only module that knows which library translates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import nh3
from babel import Locale, UnknownLocaleError
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from babel.core import get_global
from babel.lists import format_list
from flask_babel import Babel, force_locale, get_locale, get_translations, ngettext
from flask_babel.speaklater import LazyString
from markdown_it import MarkdownIt
from markupsafe import Markup
from stdnum.dk import cpr

from portal.core import clock, languages

_n: Callable[..., str] = ngettext

babel = Babel()

# More letters than this do not fit over a column of the month on a phone.
SHORT_DAY = 5
DEFAULT_LANGUAGE = languages.DEFAULT_LANGUAGE
LANGUAGES = {code: one.name for code, one in languages.LANGUAGES.items()}
"""Code -> what the language calls itself: where people choose one."""

_format_date = lru_cache(maxsize=4000)(babel_dates.format_date)
_format_time = lru_cache(maxsize=2000)(babel_dates.format_time)
"""A list says the same few days and times again and again: each is put into words once."""


@cache
def _catalogue(_in_force: Locale | None) -> Any:
    """The catalogue of the language in force. Flask-Babel looks it up anew for each of a page's 200 texts."""
    return get_translations()


def _(message: str, **values: Any) -> str:
    """A text in the reader's language, its named placeholders filled in."""
    said = str(_catalogue(get_locale()).ugettext(message))
    return said % values if values else said


def _l(message: str, **values: Any) -> Any:
    """The same, said when it is used: for texts made before anybody has asked for a page."""
    return LazyString(_, message, **values)


NO_BREAK = "\N{NO-BREAK SPACE}"
_REGION = {"da": "da_DK", "en": "en_GB"}


def language() -> str:
    """The code of the language that the present page or mail is written in."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


@lru_cache(maxsize=200)
def direction(code: str) -> str:
    """``rtl`` for a language written from right to left, else ``ltr``."""
    try:
        order = Locale.parse(code).character_order
    except (ValueError, UnknownLocaleError):
        return "ltr"
    return "rtl" if order == "right-to-left" else "ltr"


def language_name(code: str) -> str:
    """What a language is called in the language being written: ``dansk`` of ``da``."""
    return str(_locale().languages.get(code, code))


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in another language for a while: mails speak the recipient's."""
    with force_locale(code if code in languages.LANGUAGES else DEFAULT_LANGUAGE):
        yield


def _locale() -> Locale:
    return _locale_of(language())


@cache
def _locale_of(code: str) -> Locale:
    """Read once: a list asks for it at every date."""
    return Locale.parse(_REGION.get(code, code))


def region(code: str) -> str:
    """A language with the country it is most at home in, as Open Graph writes it: ``da_DK``, ``uk_UA``."""
    return _REGION.get(code) or f"{code}_{get_global('likely_subtags')[code].rpartition('_')[2]}"


def _local(value: datetime) -> datetime:
    return clock.to_local(value) if value.tzinfo else value


def _day(value: datetime | date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


@dataclass(frozen=True)
class _Writing:
    """How a language writes dates and times: patterns of CLDR, and what joins a date with an hour."""

    long: str
    short: str
    long_year: str
    short_year: str
    time: str
    moment: str


_DANISH = _Writing("EEEE 'den' d. MMMM", "EEE d. MMM", "{} y", "{} y", "HH.mm", "{} kl. {}")
_ENGLISH = _Writing("EEEE d MMMM", "EEE d MMM", "{} y", "{} y", "HH:mm", "{} {}")


@cache
def _writing(code: str) -> _Writing:
    """What the house decided for Danish and English; CLDR for others, but with 24 hours as in Denmark."""
    if code in languages.COMPLETE:
        return _DANISH if code == "da" else _ENGLISH
    locale = Locale.parse(code)
    short, dated = (_skeleton(locale, wanted) for wanted in ("MMMEd", "yMMMEd"))
    joined = str(locale.datetime_formats["medium"]).replace("{1}", "{}").replace("{0}", "{}")
    return _Writing(_wide(short), short, _wide(dated), dated, "HH:mm", joined)


def _skeleton(locale: Locale, wanted: str) -> str:
    found = babel_dates.match_skeleton(wanted, locale.datetime_skeletons) or "yMMMd"
    return str(locale.datetime_skeletons[found].pattern)


def _wide(pattern: str) -> str:
    """The same date with weekday and month in full."""
    return re.sub(r"M{3,}", "MMMM", re.sub(r"L{3,}", "LLLL", re.sub(r"E+", "EEEE", pattern)))


def _dated(day: date, bare: str, with_year: str, *, year: bool) -> str:
    pattern = with_year.format(bare) if year else bare
    return str(_format_date(day, pattern, locale=_locale()))


def long_date(value: datetime | date) -> str:
    """``torsdag den 3. december 2026``."""
    how = _writing(language())
    return _dated(_day(value), how.long, how.long_year, year=True)


def day_name(value: date) -> str:
    """``torsdag den 3. december``, with the year when it is not this one."""
    how = _writing(language())
    return _dated(value, how.long, how.long_year, year=value.year != clock.today().year)


def short_date(value: datetime | date) -> str:
    """``tor. 3. dec.``, with the year when it is not this one."""
    how, day = _writing(language()), _day(value)
    return _dated(day, how.short, how.short_year, year=day.year != clock.today().year)


def date_parts(value: datetime | date) -> tuple[str, str, str]:
    """Weekday, day and month for a date block: ``tors``, ``3``, ``dec``."""
    parts = (_format_date(_day(value), one, locale=_locale()) for one in ("EEE", "d", "MMM"))
    weekday, day, month = (str(part).rstrip(".") for part in parts)
    return weekday, day, month


def month_name(month: int) -> str:
    """``marts`` of 3."""
    return str(babel_dates.get_month_names("wide", context="stand-alone", locale=_locale())[month])


def month_and_year(value: date) -> str:
    """``December 2026``, as a heading."""
    written = str(babel_dates.format_date(value, "LLLL y", locale=_locale()))
    return written[:1].upper() + written[1:]


def week_name(day: date) -> str:
    """``Uge 49, 2026`` of a day in it: ISO weeks, which belong to the year of their Thursday."""
    year, week, _weekday = day.isocalendar()
    return _("Week %(week)s, %(year)s", week=week, year=year)


def days_span(first: date, last: date) -> str:
    """``30. nov.–13. dec. 2026``."""
    return str(babel_dates.format_interval(first, last, "yMMMd", locale=_locale()))


def side_by_side(words: Sequence[str]) -> str:
    """``Børn, unge``: one after the other, with a capital at the front only, but German nouns keep theirs."""
    language = _locale().language
    rest = words[1:] if language == "de" else [word[:1].lower() + word[1:] for word in words[1:]]
    return ("، " if language == "ar" else ", ").join([*words[:1], *rest])


def weekdays() -> list[tuple[str, str]]:
    """The names of the days from Monday on, short and whole: ``("man", "mandag")``."""
    short, whole = (
        babel_dates.get_day_names(width, context="stand-alone", locale=_locale())
        for width in ("abbreviated", "wide")
    )
    if max(map(len, short.values())) > SHORT_DAY:  # Arabic can leave out the article at most.
        short = babel_dates.get_day_names("short", context="stand-alone", locale=_locale())
    return [(str(short[day]).rstrip("."), str(whole[day])) for day in range(7)]


def weekday_name(weekday: int) -> str:
    """``torsdag`` of 3: Monday is 0."""
    return str(babel_dates.get_day_names("wide", context="format", locale=_locale())[weekday])


def listed(words: Sequence[str]) -> str:
    """``tirsdag, onsdag og torsdag``."""
    return str(format_list(list(words), locale=_locale()))


def clock_time(value: datetime) -> str:
    """``18.30`` (Danish full stop), ``18:30`` in other languages."""
    pattern = _writing(language()).time
    return str(_format_time(_local(value).time(), pattern, locale=_locale()))


def short_moment(value: datetime) -> str:
    """``tors. 3. dec. kl. 18.30``; ``Thu 3 Dec 18:30`` in English."""
    return _writing(language()).moment.format(short_date(value), clock_time(value))


def long_moment(value: datetime) -> str:
    """``torsdag den 3. december 2026 kl. 18.30``."""
    return _writing(language()).moment.format(long_date(value), clock_time(value))


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
    """``60 kr.`` in every language; nothing or 0 is ``Gratis``."""
    return _("Free") if not value else left_to_right(f"{number(value)}{NO_BREAK}kr.")


def left_to_right(said: str) -> str:
    """Figures with Latin letters or blanks in them, kept in order where people read from the right."""
    if direction(language()) == "ltr":
        return said
    return f"\N{LEFT-TO-RIGHT ISOLATE}{said}\N{POP DIRECTIONAL ISOLATE}"


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


def capital(words: str) -> str:
    """With a capital first letter: the names of languages begin small in Danish."""
    return words[:1].upper() + words[1:]


def shorten(text: str, length: int = 160) -> str:
    """Text cut at a word, with an ellipsis."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
