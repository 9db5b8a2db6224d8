"""The guide for operators tells everything, and only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from portal.core.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_documented(field: str) -> None:
    assert re.search(rf"^\| `{field.upper()}` \|", RUNNING, re.MULTILINE), f"describe {field.upper()}"


@pytest.mark.parametrize("name", sorted(set(re.findall(r"flask --app wsgi ([a-z-]+)", RUNNING))))
def test_every_command_in_the_guide_exists(name: str, app: Flask) -> None:
    assert name in app.cli.commands


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_the_documents_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not (page.parent / target).exists()] == []
