"""The header by which a program says who it is."""

from __future__ import annotations

from litestar.datastructures import Headers

CHALLENGE = {"WWW-Authenticate": "Bearer"}
"""What whoever shows no token that is known is answered with."""


def shown(headers: Headers) -> str:
    """The token that is shown; empty where there is none."""
    kind, _, secret = headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""
