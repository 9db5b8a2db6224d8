"""Reading for pages that draw on several features."""

from __future__ import annotations
