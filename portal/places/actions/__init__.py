"""Writing places."""

from __future__ import annotations

from portal.places.actions.editing import add_room, create_place, edit_place, edit_room, set_access
from portal.places.actions.finding import make_findable
from portal.places.actions.reference import load_reference

__all__ = [
    "add_room",
    "create_place",
    "edit_place",
    "edit_room",
    "load_reference",
    "make_findable",
    "set_access",
]
