"""Mails about signing in."""

from __future__ import annotations

from portal.core import outbox


def sign_in_code(email: str, *, language: str, code: str, token: str, ident: int) -> None:
    """The one-time code and link."""
    outbox.post_mail(
        "accounts/code",
        email,
        language=language,
        facts={"code": code, "token": token},
        dedupe=f"sign-in:{ident}",
    )
