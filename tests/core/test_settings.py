"""Settings: read once, frozen, and no production on a default secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from portal.app import create_app
from portal.core.settings import DEMO_SECRET, Settings

COMPLETE: dict[str, Any] = {
    "portal_env": "production",
    "secret_key": "s" * 40,
    "smtp_url": "smtp://mail.example.org:587",
    "public_url": "https://portal.example.org/",
}


def test_the_demo_needs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    assert settings.demo
    assert settings.database == f"sqlite:///{tmp_path / 'new' / 'portal.db'}"
    assert (tmp_path / "new").is_dir()
    assert settings.address == "http://localhost:8000"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret_key": DEMO_SECRET}, "SECRET_KEY"),
        ({"secret_key": "too short"}, "SECRET_KEY"),
        ({"smtp_url": ""}, "SMTP_URL"),
        ({"public_url": ""}, "PUBLIC_URL"),
        ({"public_url": "portal.example.org"}, "PUBLIC_URL"),
    ],
)
def test_production_refuses_to_start_incomplete(change: dict[str, str], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(**{**COMPLETE, **change})


def test_production_names_everything_that_is_missing_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings(portal_env="production")
    assert all(name in str(refusal.value) for name in ("SECRET_KEY", "SMTP_URL", "PUBLIC_URL"))


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://db/portal")
    settings = Settings()
    assert (settings.port, settings.database) == (8123, "postgresql+psycopg://db/portal")


@pytest.mark.parametrize("wrong", [{"port": 0}, {"port": "http"}, {"portal_env": "staging"}])
def test_a_wrong_value_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_production_has_safe_cookies_and_no_personas(tmp_path: Path) -> None:
    app = create_app(
        Settings(**COMPLETE, database_url=f"sqlite:///{tmp_path / 'p.db'}", data_dir=tmp_path), TESTING=True
    )
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert "demo" not in app.blueprints
    assert "demo" not in app.cli.commands


def test_a_tile_source_is_whole() -> None:
    tiles = "https://tiles.example.org:8443/kort/{z}/{x}/{y}.png?stil=lys"
    settings = Settings(tile_url=tiles, tile_attribution="© Kortfolket")
    assert settings.tile_origin == "https://tiles.example.org:8443"
    assert Settings().tile_origin == ""


@pytest.mark.parametrize(
    ("url", "attribution", "named"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", " ", "TILE_ATTRIBUTION"),
        ("https://tiles.example.org/{z}/{x}.png", "©", "TILE_URL"),
        ("https://{s}.example.org/{z}/{x}/{y}.png", "©", "TILE_URL"),
        ("https://tiles.example.org; script-src *; /{z}/{x}/{y}", "©", "TILE_URL"),
        ("tiles.example.org/{z}/{x}/{y}.png", "©", "TILE_URL"),
        ("https://nogen:hemmelig@tiles.example.org/{z}/{x}/{y}.png", "©", "TILE_URL"),
    ],
)
def test_a_tile_source_that_could_not_work_is_refused(url: str, attribution: str, named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(tile_url=url, tile_attribution=attribution)
