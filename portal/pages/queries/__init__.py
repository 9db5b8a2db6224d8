"""Reading for pages that draw on several features, one module per subject."""

from __future__ import annotations
