"""One frozen, typed settings object, read from the environment once.

Every field is described in ``docs/running.md``; a test fails on one that is not.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_TILES = re.compile(r"https?://[A-Za-z0-9.:-]+/(?:[^\s{};,'\"]|\{[zxy]\})+")
"""One plain host, which stands in the content security policy, and a path without other placeholders."""
DEMO_SECRET = "demo-secret-that-production-refuses"  # noqa: S105


class Settings(BaseSettings):
    """How one installation runs. Raises ``ValidationError`` naming every setting that is wrong."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=False)

    portal_env: Literal["demo", "production"] = "demo"
    port: int = Field(default=8000, ge=1, le=65535)
    database_url: str = ""
    data_dir: Path = Path("var")
    secret_key: str = DEMO_SECRET
    public_url: str = ""
    smtp_url: str = ""
    mail_from: str = "Randers Bibliotek <portal@example.org>"
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    library_name: str = "Randers Bibliotek"
    house_name: str = "Kulturhuset"
    contact_email: str = "kontakt@example.org"
    contact_phone: str = "89 15 15 15"
    was_url: str = "https://www.was.digst.dk/"
    answer_promise_hours: int = Field(default=35, ge=1)
    """Promised answer time on a proposal, in the house's working hours (five working days)."""
    offer_hours: int = Field(default=24, ge=1)
    """Hours to answer an offer from the waiting list, long before the date."""
    offer_short_from_hours: int = Field(default=72, ge=1)
    """Hours before a date from which an offer runs for ``offer_short_hours`` only."""
    offer_short_hours: int = Field(default=6, ge=1)
    """Hours to answer then, counted between 8 and 21 o'clock."""
    first_answer_from_hours: int = Field(default=24, ge=0)
    """Hours before a date from which everybody waiting is told and the first answer wins."""
    door_from_hours: int = Field(default=3, ge=0)
    """Hours before a date from which the waiting list stands at the door."""
    ask_fewer_from_hours: int = Field(default=48, ge=0)
    """Hours before a date from which big parties are asked whether fewer would come."""
    passes_allowed: int = Field(default=3, ge=0)
    """How often smaller parties may get seats before a bigger one in front of them."""
    page_cache_seconds: float = Field(default=1.0, ge=0)
    """How old an anonymous page may be before the database is asked whether it changed."""
    rate_limits: bool = True
    tile_url: str = ""
    """Where pictures of a map come from when a reader asks for them: an address with {z}, {x} and {y}."""
    tile_attribution: str = ""
    develop: bool = False
    """Shows the living style page and reloads templates."""

    @model_validator(mode="after")
    def _production_is_complete(self) -> Settings:
        if self.portal_env != "production":
            return self
        missing = []
        if self.secret_key == DEMO_SECRET or len(self.secret_key) < 32:
            missing.append("SECRET_KEY: set a random secret of at least 32 characters")
        if not self.smtp_url:
            missing.append("SMTP_URL: name the mail server, smtp://user:password@host:587")
        if urlsplit(self.public_url).scheme not in {"http", "https"}:
            missing.append("PUBLIC_URL: set the address people use, https://portal.example.org")
        if missing:
            raise ValueError("Production cannot start. " + ". ".join(missing) + ".")
        return self

    @model_validator(mode="after")
    def _tiles_are_whole(self) -> Settings:
        if self.tile_url and not _TILES.fullmatch(self.tile_url):
            raise ValueError("TILE_URL: write https://tiles.example.org/{z}/{x}/{y}.png")
        if self.tile_url and not all(part in self.tile_url for part in ("{z}", "{x}", "{y}")):
            raise ValueError("TILE_URL: the address needs {z}, {x} and {y}")
        if self.tile_url and not self.tile_attribution.strip():
            raise ValueError("TILE_ATTRIBUTION: say who made the map, as its licence asks")
        return self

    @property
    def tile_origin(self) -> str:
        """Scheme, host and port of the tile server; empty without one."""
        parts = urlsplit(self.tile_url)
        return f"{parts.scheme}://{parts.netloc}" if self.tile_url else ""

    @property
    def demo(self) -> bool:
        """True when personas, the demo story and the mail inbox page are shown."""
        return self.portal_env == "demo"

    @cached_property
    def root(self) -> Path:
        """The data folder as an absolute path, created when missing."""
        folder = self.data_dir.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database; a SQLite file in the data folder unless set."""
        return self.database_url or f"sqlite:///{self.root / 'portal.db'}"

    @property
    def address(self) -> str:
        """The public address without a trailing slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def media(self) -> Path:
        """The folder of uploaded pictures."""
        return self._folder("media")

    @property
    def mail_folder(self) -> Path:
        """Where mail lands as ``.eml`` files when there is no mail server."""
        return self._folder("mail")

    @property
    def made_folder(self) -> Path:
        """Posters and share images, made anew when they are missing; no part of a backup."""
        return self._folder("made")

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        return folder
