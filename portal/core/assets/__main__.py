"""``python -m portal.core.assets``: build the static files and compile the translations."""

from portal.core.assets import SOURCE, TARGET
from portal.core.assets.build import build
from portal.core.assets.catalogues import compile_catalogues

build(SOURCE, TARGET)
compile_catalogues(SOURCE.parents[1] / "translations")
