"""The event list, event pages and the page of one date."""

from __future__ import annotations
