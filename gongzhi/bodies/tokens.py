"""A token lets a programme act for a person, with the duties it names and no others, until it expires or is revoked."""

import re
from collections.abc import Collection
from datetime import datetime

from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.bodies.models import Person, Token
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.secret import NOBODY, digest_of, matches, new_prefix, new_secret
from gongzhi.kernel import Actor, Refused

SHAPE = re.compile(r"gz_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
KNOWN_SCOPES = frozenset(duty for duties in ROLE_DUTIES.values() for duty in duties)


def make_token(
    person: Person,
    scopes: Collection[str],
    expires_at: datetime,
    at: datetime,
    label: str = "",
    sources: Collection[str] = (),
) -> tuple[Token, str]:
    """A new token and its secret `gz_<prefix>_<43 characters>`, which is shown this once and not kept.

    `sources` are the other systems in whose name it may report. Refuses no or unknown duties in `scopes` (422
    `scope-unknown`) and an expiry that is past (422 `expiry-past`).
    """
    unknown = sorted(set(scopes) - KNOWN_SCOPES)
    if unknown or not scopes:
        raise Refused("scope-unknown", status=422, scopes=", ".join(unknown), known=", ".join(sorted(KNOWN_SCOPES)))
    if expires_at <= at:
        raise Refused("expiry-past", status=422, value=expires_at.isoformat())
    prefix, secret = new_prefix(), new_secret()
    token = Token.objects.create(
        prefix=prefix,
        digest=digest_of(secret),
        person=person,
        label=label,
        scopes=sorted(set(scopes)),
        sources=sorted(set(sources)),
        made_at=at,
        expires_at=expires_at,
    )
    return token, f"gz_{prefix}_{secret}"


def revoke_token(token: Token, at: datetime) -> None:
    """From `at` on the token opens nothing; revoking twice keeps the first time."""
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)


def authenticate_token(secret: str, at: datetime) -> Actor | None:
    """The actor behind a token's secret with its rights narrowed to the token's scopes; None for any other secret.

    Unknown, expired and revoked tokens and those of people who left are all the same None. A token that may only
    report acts for no unit, so that it sees none of the unit's matters.
    """
    shape = SHAPE.fullmatch(secret)
    if shape is None:
        return None
    prefix, rest = shape.groups()
    token = Token.objects.select_related("person").filter(prefix=prefix).first()
    known = matches(rest, token.digest if token is not None else NOBODY)
    if token is None or not known or not _in_force(token, at):
        return None
    _note_use(token, at)
    return _narrowed(actor_of(token.person, at), token)


def _in_force(token: Token, at: datetime) -> bool:
    revoked = token.revoked_at is not None and token.revoked_at <= at
    return token.person.is_active and token.made_at <= at < token.expires_at and not revoked


def _note_use(token: Token, at: datetime) -> None:
    # Only the day is kept, once a day: enough to find forgotten tokens, too coarse to follow a person.
    if token.last_used is None or token.last_used < at.date():
        Token.objects.filter(pk=token.pk).update(last_used=at.date())


def _narrowed(actor: Actor, token: Token) -> Actor:
    scopes = frozenset(token.scopes)
    rights = frozenset(right for right in actor.rights if right.duty in scopes)
    unit = actor.unit if scopes - {"matters.report"} else None
    return Actor(id=actor.id, unit=unit, rights=rights, sources=frozenset(token.sources))
