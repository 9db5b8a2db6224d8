"""Decisions of the pages: what the address asks for, and what a date says about itself. Pure."""

from __future__ import annotations
