"""Theme days: coming and past ones, the programme of a day, and the work of its institutions."""

from __future__ import annotations

from portal.themedays.views import making, programme, work
from portal.themedays.views.blueprint import bp

__all__ = ["bp", "making", "programme", "work"]
