"""What each address may answer besides what was asked for: the same shape for every fault, as the schema says it."""

from __future__ import annotations

import msgspec
from litestar.openapi.datastructures import ResponseSpec


class Fault(msgspec.Struct):
    """What went wrong, where in what was sent if that is known, and how to mend it."""

    error: str
    where: str
    mend: str


WORDS = {
    400: "What was asked cannot be asked.",
    401: "No token that is known was shown.",
    403: "Whoever asks may not do that.",
    404: "There is no such thing among what is reached.",
    409: "What was sent under this key is being done, or was cut off while it was.",
    413: "What was sent is too large.",
    422: "This key came with something else before.",
    429: "Too much was asked; Retry-After says in how many seconds to ask again.",
    503: "The register or the accounts cannot be read just now.",
}


ASKS = "asked"
"""The mark of an address that takes words, and which."""


def may(*codes: int) -> dict[int, ResponseSpec]:
    """Refusals that an address may answer with; that it is busy or broken any may."""
    return {
        code: ResponseSpec(data_container=Fault, description=WORDS[code], generate_examples=False)
        for code in sorted({*codes, 429, 503})
    }
