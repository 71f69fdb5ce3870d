"""Tokens of one-time links: random, sent to one person, kept as their SHA-256 alone."""

import hashlib
import re
import secrets

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def mint() -> tuple[str, str]:
    """(token, its digest): 256 random bits in 43 characters that an address can hold."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def digest_of(token: str) -> str:
    """By which a link is found again; "" for what no link of ours can hold, which nothing matches."""
    if not _TOKEN.fullmatch(token):
        return ""
    return hashlib.sha256(token.encode("ascii")).hexdigest()
