"""Unguessable tokens, and the keyed hashes we keep instead of them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import current_app


def new_token() -> str:
    """32 random bytes as URL-safe text."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six random digits, for typing."""
    return f"{secrets.randbelow(1_000_000):06d}"


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how much of them is. Takes any text."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def keyed_hash(text: str) -> str:
    """What is stored of a token: useless without the installation's secret."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
