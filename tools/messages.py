"""The catalogue of translations: ``python3 dev.py messages`` brings it up to date with the sources.

Runs in the project's environment (``python -m tools.messages``), because Babel lives there. Danish WTForms
messages are in our catalogue too: WTForms itself has none.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "translations" / "da" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "_n": (1, 2), "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]


def sources() -> list[tuple[str, Path]]:
    """Where texts are written: a name for the catalogue's comments, and the folder."""
    wtforms = find_spec("wtforms")
    places = [("portal", ROOT / "portal"), ("templates", ROOT / "templates")]
    if wtforms is not None and wtforms.origin:
        places.append(("wtforms", Path(wtforms.origin).parent))
    return places


def extract() -> Catalog:
    """Every text of the interface, as it stands in the sources."""
    template = Catalog(project="portal", copyright_holder="Randers Bibliotek and contributors")
    for name, folder in sources():
        found = extract_from_dir(str(folder), METHODS, keywords=KEYWORDS, options_map={})
        for file, _line, message, comments, context in found:
            template.add(message, locations=[(f"{name}/{file}", 0)], auto_comments=comments, context=context)
    return template


def read() -> Catalog:
    """The Danish catalogue, empty when there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="da")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="da")


def write(catalogue: Catalog) -> None:
    """Save the catalogue in an order that makes small differences small."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts without Danish."""
    return [str(message.id) for message in catalogue if message.id and not _said(message)]


def _said(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, (list, tuple)) else bool(said)


def update() -> Catalog:
    """Take new texts into the catalogue and drop those that are gone."""
    catalogue, template = read(), extract()
    template.creation_date = catalogue.creation_date  # else every run would change the file
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.project, catalogue.last_translator = "portal", "Randers Bibliotek and contributors"
    write(catalogue)
    return catalogue


if __name__ == "__main__":
    for text in untranslated(update()):
        print("Without Danish:", text)
