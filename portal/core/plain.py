"""Reading ease: friendly hints about a text for the one who writes it. Pure; nothing here ever refuses.

The readability index is LIX (Carl-Hugo Björnsson, *Läsbarhet*, Liber 1968): words in a sentence plus the
share of words with more than six letters. Danish editors know its scale: below 25 very easy, 25-34 easy,
35-44 medium, 45-54 hard, 55 and above very hard. It was made for Scandinavian texts, so it is only said of
Danish ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.core.errors import Says
from portal.core.text import _l

TITLE_LENGTH, INTRO_LENGTH = 55, 160
"""Characters that lists, search engines and posters show whole: a recommendation, never a limit."""

MOST_HINTS = 3
LONG_SENTENCE = 25
"""Words. 20 is a good sentence; one more clause is no fault."""
LONG_PARAGRAPH = 60
"""Words: about five lines on a screen, ten on a phone."""
HARD_LIX, SHORTEST_FOR_LIX = 45, 40

OFFICIAL = {
    "såfremt": "hvis",
    "hvorvidt": "om",
    "vedrørende": "om",
    "angående": "om",
    "i henhold til": "efter",
    "i forbindelse med": "ved",
    "med henblik på": "for at",
    "under hensyntagen til": "når man tænker på",
    "på baggrund af": "fordi",
    "i forhold til": "om",
    "som følge af": "på grund af",
    "endvidere": "også",
    "ligeledes": "også",
    "samt": "og",
    "således": "sådan",
    "herunder": "for eksempel",
    "herved": "sådan",
    "idet": "fordi",
    "forinden": "før",
    "efterfølgende": "bagefter",
    "påbegynde": "begynde",
    "påbegyndes": "begynder",
    "afholde": "holde",
    "afholdes": "bliver holdt",
    "foretage": "gøre",
    "foretages": "bliver gjort",
    "anvende": "bruge",
    "anvendes": "bruges",
    "benytte": "bruge",
    "fremsende": "sende",
    "fremsendes": "sendes",
    "medbringe": "tage med",
    "medbringes": "tag selv med",
    "forefindes": "er der",
    "påkrævet": "nødvendigt",
    "rekvirere": "bestille",
    "erhverve": "få",
    "tilvejebringe": "skaffe",
    "iværksætte": "sætte i gang",
    "vederlagsfrit": "gratis",
    "omkostningsfrit": "gratis",
    "deltagelse er gratis": "det er gratis",
    "tilmelding er nødvendig": "meld dig til",
    "nærværende": "denne",
    "undertegnede": "jeg",
}
"""Words of letters from an office, and what one would say at the table. Our own list."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORT = r"(?<!\bkl)(?<!\bca)(?<!\bnr)(?<!\bfx)(?<!\bbl\.a)(?<!\bf\.eks)(?<!\d)"
_END = re.compile(_SHORT + r"[.!?:]+(?=\s|$)|\n\s*[-*\d]|\n\s*\n")
_CAPITALS = re.compile(r"(?:\b[A-ZÆØÅ]{4,}\b[\s,!]*){2,}|\b[A-ZÆØÅ]{7,}\b")
_CLICK = re.compile(
    r"\b(klik|tryk|læs mere|click) (her|here)\b|\[(her|here|link|læs mere)\]\(", re.IGNORECASE
)
_DAY = re.compile(
    r"(?<!\d)(?:den )?\d{1,2}\.\s?(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober"
    r"|november|december)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(man|tirs|ons|tors|fre|lør|søn)(dag)?[\s.]", re.IGNORECASE)
_PICTURE_OF = re.compile(
    r"\s*(et |a |an )?(billede|foto|fotografi|picture|photo|image) (af|of)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Hint:
    """One thing that could be easier to read, and what to do about it."""

    code: str
    text: Says


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; points of a list and headings are sentences, too."""
    found = (_WORD.findall(part) for part in _END.split(text))
    return [words for words in found if words]


def lix(text: str) -> int | None:
    """The LIX of a text as a whole number; ``None`` for one too short to say anything about."""
    parts = sentences(text)
    words = [word for sentence in parts for word in sentence]
    if len(words) < SHORTEST_FOR_LIX:
        return None
    long = sum(1 for word in words if len(word) > 6)
    return round(len(words) / len(parts) + 100 * long / len(words))


def lix_words(number: int) -> Says:
    """What a LIX means, in a word."""
    steps = ((25, _l("very easy")), (35, _l("easy")), (45, _l("medium")), (55, _l("hard")))
    words: Says = next((said for limit, said in steps if number < limit), _l("very hard"))
    return words


def hints(*, title: str = "", summary: str = "", text: str = "", language: str = "da") -> list[Hint]:
    """At most :data:`MOST_HINTS` hints about what somebody writes, the most helpful first.

    Texts in English are only asked about what holds in both languages; other languages are left alone but
    for the lengths of title and introduction.
    """
    found: list[Hint] = []
    for one in _found(title.strip(), summary.strip(), text.strip(), language):
        if one is not None and all(one.code != other.code for other in found):
            found.append(one)
        if len(found) == MOST_HINTS:
            break
    return found


def alt_hint(alt: str) -> Hint | None:
    """Something to mend about the words for a picture."""
    if _PICTURE_OF.match(alt):
        said = _l(
            "Leave out “picture of”: those who listen know that it is a picture. Begin with what one sees."
        )
        return Hint("picture", said)
    return None


def _found(title: str, summary: str, text: str, language: str) -> Iterator[Hint | None]:
    yield _too_long("title", title, TITLE_LENGTH)
    yield _too_long("summary", summary, INTRO_LENGTH)
    if language not in {"da", "en"}:
        return
    whole = f"{summary}\n\n{text}"
    yield _long_sentence(whole)
    if language == "da":
        yield _official(whole)
        yield _undated(whole)
        yield _hard(whole)
    yield _click(whole)
    yield _shouting(f"{title}\n\n{whole}")
    yield _long_paragraph(whole)


def _too_long(code: str, text: str, most: int) -> Hint | None:
    if len(text) <= most:
        return None
    if code == "title":
        said = _l(
            "The title has %(num)s characters. Lists show %(most)s of them whole.", num=len(text), most=most
        )
    else:
        said = _l(
            "The short text has %(num)s characters. Lists show %(most)s: put the rest further down.",
            num=len(text),
            most=most,
        )
    return Hint(code, said)


def _long_sentence(text: str) -> Hint | None:
    longest = max(sentences(text), key=len, default=[])
    if len(longest) <= LONG_SENTENCE:
        return None
    begins = " ".join(longest[:4])
    return Hint(
        "sentence",
        _l(
            "One sentence has %(num)s words: “%(begins)s …”. Two short ones are easier to read.",
            num=len(longest),
            begins=begins,
        ),
    )


def _official(text: str) -> Hint | None:
    spoken = f" {' '.join(word.lower() for word in _WORD.findall(text))} "
    met = [(word, plain) for word, plain in OFFICIAL.items() if f" {word} " in spoken]
    if not met:
        return None
    pairs = ", ".join(f"»{word}« → »{plain}«" for word, plain in met[:3])
    return Hint("official", _l("Some words sound like an office letter. Perhaps: %(words)s.", words=pairs))


def _undated(text: str) -> Hint | None:
    for match in _DAY.finditer(text):
        if not _WEEKDAY.search(text[max(0, match.start() - 12) : match.start()]):
            said = _l("Write the day of the week with “%(date)s”: people plan by it.", date=match.group())
            return Hint("weekday", said)
    return None


def _hard(text: str) -> Hint | None:
    number = lix(text)
    if number is None or number < HARD_LIX:
        return None
    return Hint(
        "lix",
        _l(
            "The text has LIX %(num)s (%(words)s). Shorter sentences and words bring it below %(most)s.",
            num=number,
            words=lix_words(number),
            most=HARD_LIX,
        ),
    )


def _click(text: str) -> Hint | None:
    said = _l("A link that says “click here” says nothing when read aloud. Let it say where it leads.")
    return Hint("click", said) if _CLICK.search(text) else None


def _shouting(text: str) -> Hint | None:
    said = _l("Words in capitals read like shouting. Small letters are easier to read.")
    return Hint("capitals", said) if _CAPITALS.search(text) else None


def _long_paragraph(text: str) -> Hint | None:
    longest = max((len(_WORD.findall(part)) for part in re.split(r"\n\s*\n|\n\s*[-*]", text)), default=0)
    if longest <= LONG_PARAGRAPH:
        return None
    return Hint(
        "paragraph", _l("One paragraph is very long. A blank line in the middle gives the eye a rest.")
    )
