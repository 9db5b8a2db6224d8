"""Reading the agreement: once, again, after an edit, and with mistakes in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.audit import AuditEvent
from portal.core.errors import Forbidden
from portal.goals import actions, rules
from portal.goals.models import Aim, Area, Indicator, IndicatorLink


def total(session: Any, model: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_the_agreement_has_five_areas_and_twentysix_aims(session: Any) -> None:
    period = actions.load_agreement(SYSTEM)
    assert (period.starts_on.year, period.ends_on.year) == (2023, 2026)
    assert session.scalars(sa.select(Area.code).order_by(Area.position)).all() == ["F", "B", "R", "A", "K"]
    assert total(session, Aim) == 26
    assert total(session, Indicator) == 46
    key = session.scalar(sa.select(Indicator).where(Indicator.code == "children_reached"))
    assert key.targets["2026"] == 10000
    assert [one["decided"] for one in key.readings] == [False] * 7


def test_every_text_is_there_in_both_languages(session: Any) -> None:
    actions.load_agreement(SYSTEM)
    for one in session.scalars(sa.select(Indicator)):
        assert all((one.title_da, one.title_en, one.sentence_da, one.sentence_en, one.unit_da, one.unit_en))
        for reading in one.readings:
            assert reading["question_en"]
            assert all(option["text_en"] for option in reading["options"])
    for one in (*session.scalars(sa.select(Area)), *session.scalars(sa.select(Aim))):
        assert bool(one.why_not_da) == bool(one.why_not_en) == (one.served != "yes"), one.code
    for link in session.scalars(sa.select(IndicatorLink)):
        assert bool(link.scope) == bool(link.scope_da) == bool(link.scope_en)


def test_a_scope_narrows_only_the_indicators_it_names(session: Any) -> None:
    actions.load_agreement(SYSTEM)
    rows = session.execute(
        sa.select(Indicator.code, IndicatorLink.scope)
        .join(IndicatorLink, IndicatorLink.indicator_id == Indicator.id)
        .join(Aim, Aim.id == IndicatorLink.aim_id)
        .where(Aim.code == "R1")
    ).all()
    scopes = dict(rows)
    assert scopes["decentral_with_partner"] == {}
    assert "association_house" in scopes["partners_distinct"]["place_kind"]


def test_loading_again_changes_nothing(session: Any) -> None:
    actions.load_agreement(SYSTEM)
    before = total(session, IndicatorLink), total(session, AuditEvent)
    actions.load_agreement(SYSTEM)
    assert (total(session, IndicatorLink), total(session, AuditEvent)) == before


def test_a_changed_file_updates_and_keeps_what_staff_edited(session: Any, tmp_path: Path) -> None:
    actions.load_agreement(SYSTEM)
    edited = session.scalar(sa.select(Aim).where(Aim.code == "B4"))
    edited.title_da = "Rettet af målejeren"
    session.commit()
    changed = tmp_path / "changed.yaml"
    text = actions.AGREEMENT.read_text(encoding="utf-8")
    text = text.replace("2026: 10000", "2026: 12000").replace("En mangfoldig medar", "En broget medar")
    changed.write_text(text, "utf-8")
    actions.load_agreement(SYSTEM, path=changed)
    assert session.scalar(sa.select(Aim.title_da).where(Aim.code == "B4")) == "Rettet af målejeren"
    assert session.scalar(sa.select(Aim.title_da).where(Aim.code == "A6")) == "En broget medarbejdergruppe"
    key = session.scalar(sa.select(Indicator).where(Indicator.code == "children_reached"))
    assert key.targets["2026"] == 12000


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("where: {umbrella: [municipal_event]}", "where: {umbrela: [municipal_event]}"),
        ("where: {free: true}", "where: {free: [true]}"),
        ("measure: theme_days_held", "measure: theme_days_hold"),
    ],
)
def test_a_mistake_in_the_file_is_refused(session: Any, tmp_path: Path, right: str, wrong: str) -> None:
    text = actions.AGREEMENT.read_text(encoding="utf-8")
    assert right in text
    changed = tmp_path / "wrong.yaml"
    changed.write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(ValueError, match=r"unknown|cannot"):
        actions.load_agreement(SYSTEM, path=changed)
    assert total(session, Indicator) == 0


def test_only_goal_owners_load(session: Any) -> None:
    with pytest.raises(Forbidden):
        actions.load_agreement(ANONYMOUS)


def test_every_measure_is_known(session: Any) -> None:
    actions.load_agreement(SYSTEM)
    used = set(session.scalars(sa.select(Indicator.measure)))
    assert used == {*rules.MEASURES, *rules.NOT_YET}
