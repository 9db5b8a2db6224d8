"""Narrowing the list of communities: honest numbers, and a way on from nothing."""

from __future__ import annotations

from portal.pages.rules.groups import Wishes, fits, nearest, numbers, read_wishes

KNIT = {"theme": ["crafts"], "place": ["langaa"], "language": ["da"], "mode": ["physical"]}
READ = {"theme": ["literature"], "place": ["huset"], "language": ["da", "ar"], "mode": ["physical"]}
SCREEN = {"theme": ["literature"], "place": [], "language": ["da"], "mode": ["online"]}
ALL = [KNIT, READ, SCREEN]


def test_unknown_wishes_are_no_wishes() -> None:
    asked = {"tema": "literature", "sted": "maanen", "sprog": "", "form": "%00", "q": "  bog " + "x" * 300}
    wishes = read_wishes(asked, ALL)
    assert (wishes.theme, wishes.place, wishes.mode) == ("literature", "", "")
    assert len(wishes.q) == 120
    assert wishes.address() == {"tema": "literature", "q": wishes.q}


def test_fitting_is_having_everything() -> None:
    assert fits(READ, Wishes(theme="literature", language="ar"))
    assert not fits(SCREEN, Wishes(theme="literature", language="ar"))
    assert fits(SCREEN, Wishes(theme="literature", language="ar"), without="language")


def test_numbers_tell_what_a_choice_would_leave() -> None:
    assert numbers(ALL, Wishes(), "theme") == [("literature", 2), ("crafts", 1)]
    assert numbers(ALL, Wishes(mode="online"), "theme") == [("literature", 1), ("crafts", 0)]
    assert numbers(ALL, Wishes(theme="crafts"), "theme") == [("literature", 2), ("crafts", 1)]


def test_from_nothing_one_wish_less_leads_on() -> None:
    wishes = Wishes(theme="crafts", mode="online")
    assert nearest(ALL, wishes) == [("theme", 1), ("mode", 1)]
    assert nearest(ALL, Wishes(theme="crafts", language="ar", mode="online")) == []
