"""Build the static files: fonts cut to size, htmx beside our own files, names with a hash, all compressed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from whitenoise.compress import Compressor

from portal.core.assets import MANIFEST, PRINT
from portal.core.assets.fonts import build_fonts
from portal.core.assets.print_fonts import write_print_fonts

STYLE = "portal.css"
_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/""", re.DOTALL)
_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


def build(source: Path, target: Path) -> None:
    """Build everything below ``source`` into ``target``, replacing what is there only once it is complete.

    Raises ``ValueError`` when a style sheet names a file that does not exist.
    """
    fonts, font_rules = build_fonts()
    files = {**_own(source), **fonts, "htmx.js": _htmx()}
    files[STYLE] = font_rules.encode() + files.get(STYLE, b"")
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".static-", dir=target.parent))
    try:
        _write(files, staging)
        write_print_fonts(staging / PRINT)
        staging.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _own(source: Path) -> dict[str, bytes]:
    paths = (path for path in source.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(source).as_posix(): path.read_bytes() for path in paths}


def _htmx() -> bytes:
    """htmx 4 out of a Django package, of which only this file is used; that package is never imported."""
    spec = importlib.util.find_spec("django_htmx")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("django-htmx, which brings htmx, is not installed.")
    folder = Path(spec.submodule_search_locations[0])
    return (folder / "static" / "django_htmx" / "htmx-4.min.js").read_bytes()


def _write(files: dict[str, bytes], folder: Path) -> None:
    """Write all files under hashed names; style sheets last, because they carry the names of others."""
    names: dict[str, str] = {}
    for name in sorted(files, key=lambda name: (name.endswith(".css"), name)):
        data = files[name]
        if name.endswith(".css"):
            data = with_hashed_urls(minify(data.decode()), name, names).encode()
        names[name] = hashed_name(name, data)
        path = folder / names[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        Compressor(quiet=True).compress(str(path))
    text = json.dumps(names, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def hashed_name(name: str, data: bytes) -> str:
    """``img/logo.svg`` becomes ``img/logo.<12 hex digits>.svg``."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"))


def minify(css: str) -> str:
    """Take comments and indentation out of a style sheet; compression does the rest."""
    bare = _COMMENT.sub(lambda found: found[1] or "", css)
    return "\n".join(line for line in map(str.strip, bare.splitlines()) if line) + "\n"


def with_hashed_urls(css: str, name: str, names: dict[str, str]) -> str:
    """Point every relative ``url(...)`` of a style sheet to the hashed file beside it.

    Raises ``ValueError`` when there is no such file.
    """
    folder = PurePosixPath(name).parent

    def replace(found: re.Match[str]) -> str:
        reference = found[2].strip()
        if reference.startswith(("data:", "#", "/")):
            return found[0]
        try:
            return f"url(/static/{names[str(folder / reference)]})"
        except KeyError:
            raise ValueError(f"{name} names {reference}, which does not exist.") from None

    return _URL.sub(replace, css)
