"""The catalogues of translations: ``python3 dev.py messages`` brings them up to date with the sources.

``python3 dev.py messages uk`` does one language, and begins its catalogue when there is none: that is all it
takes to add a language. Danish holds every text. Other languages are for citizens and hold what those meet:
``portal/core/languages.py`` lists the sources that stay in the complete languages.

How to translate: fill in each ``msgstr``, keep ``%(names)s`` as they are, and write every plural form that
the head of the file asks for. Then ``python3 dev.py messages`` says what is missing. A new catalogue says in
its head that it awaits a native reader, and so does every page in that language; the native reader takes
that line out.

Runs in the project's environment (``python -m tools.messages``), because Babel lives there. WTForms' own
messages are in our catalogues too: WTForms itself has none in Danish.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from portal.core.languages import AWAITS_READER, FOLDER, LANGUAGES, complete_only

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "en"
EVERYTHING = "da"
"""The language whose catalogue holds the texts for staff too."""
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "_n": (1, 2), "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
PEOPLE = "Randers Bibliotek and contributors"
HEAD = f"""# {{name}} for the citizens of Randers, who look, join and propose.
{AWAITS_READER}
# Did you grow up with this language? Read it through, mend it, and take the line above out:
# then the pages stop saying that the translation awaits you."""


def path_of(code: str) -> Path:
    """Where the catalogue of a language is."""
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


def sources() -> list[tuple[str, Path]]:
    """Where texts are written: a name for the catalogue's comments, and the folder."""
    wtforms = find_spec("wtforms")
    places = [("portal", ROOT / "portal"), ("templates", ROOT / "templates")]
    if wtforms is not None and wtforms.origin:
        places.append(("wtforms", Path(wtforms.origin).parent))
    return places


def extract() -> Catalog:
    """Every text of the interface, as it stands in the sources."""
    template = Catalog(project="portal", copyright_holder=PEOPLE)
    for name, folder in sources():
        found = extract_from_dir(str(folder), METHODS, keywords=KEYWORDS, options_map={})
        for file, _line, message, comments, context in found:
            template.add(message, locations=[(f"{name}/{file}", 0)], auto_comments=comments, context=context)
    return template


def wanted(code: str, every: Catalog) -> Catalog:
    """The part of all texts that the catalogue of a language holds."""
    if code == EVERYTHING:
        return every
    part = Catalog(project="portal", copyright_holder=PEOPLE)
    for message in every:
        if message.id and not all(complete_only(source) for source, _line in message.locations):
            part[message.id] = message.clone()
    return part


def read(code: str) -> Catalog:
    """The catalogue of a language, or a new one that says it awaits a native reader."""
    if path_of(code).exists():
        with path_of(code).open("rb") as file:
            return read_po(file, locale=code)
    head = HEAD.format(name=Locale.parse(code).get_display_name("en"))
    return Catalog(locale=code, header_comment=head, fuzzy=False, copyright_holder=PEOPLE)


def write(code: str, catalogue: Catalog) -> None:
    """Save a catalogue in an order that makes small differences small."""
    path_of(code).parent.mkdir(parents=True, exist_ok=True)
    with path_of(code).open("wb") as file:
        write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts that the language lacks, or lacks a plural form of."""
    return [str(message.id) for message in catalogue if message.id and not _said(message, catalogue)]


def _said(message: Message, catalogue: Catalog) -> bool:
    said = message.string
    if not message.pluralizable:
        return bool(said)
    return isinstance(said, (list, tuple)) and len(said) == catalogue.num_plurals and all(said)


def update(code: str, every: Catalog) -> Catalog:
    """Take new texts into the catalogue of a language and drop those that are gone."""
    catalogue, template = read(code), wanted(code, every)
    head = catalogue.header_comment
    template.creation_date = catalogue.creation_date  # else every run would change the file
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.header_comment = head
    catalogue.project, catalogue.last_translator = "portal", PEOPLE
    write(code, catalogue)
    return catalogue


def main(codes: Iterable[str]) -> None:
    """Bring the catalogues of these languages up to date, or of all there are."""
    every = extract()
    for code in list(codes) or [code for code in LANGUAGES if code != SOURCE]:
        bare = untranslated(update(code, every))
        for text in bare:
            print(f"Without {code}:", text)
        print(f"{code}: {len(bare)} texts to translate." if bare else f"{code}: complete.")


if __name__ == "__main__":
    main(sys.argv[1:])
