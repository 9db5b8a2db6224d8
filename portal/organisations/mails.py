"""Mails about organisations."""

from __future__ import annotations

from portal.core import outbox
from portal.organisations.models import Organisation


def invited(organisation: Organisation, *, to: str, language: str, token: str, by: str, ident: int) -> None:
    """Somebody is asked to join an organisation."""
    outbox.post_mail(
        "organisations/invited",
        to,
        language=language,
        facts={"organisation": organisation.name, "token": token, "by": by},
        dedupe=f"invitation:{ident}",
    )


def verification_decided(
    organisation: Organisation, *, to: str, language: str, verified: bool, reason: str, moment: str
) -> None:
    """The managers hear what became of the verification."""
    outbox.post_mail(
        "organisations/verified" if verified else "organisations/rejected",
        to,
        language=language,
        facts={"organisation": organisation.name, "slug": organisation.slug, "reason": reason},
        dedupe=f"verification:{organisation.id}:{to}:{moment}",
    )
