"""The styles and scripts that pages use, ours and those of others: from memory, under names that change with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import files as packaged

from litestar import Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from camcensus.faces.web.front_end import Part, part_of
from camcensus.faces.web.session import Asked

FOREVER = "public, max-age=31536000, immutable"


class Files:
    """Every file that a page may ask for."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        """What was brought in at set-up, ours, and the report's bars."""
        own = packaged("camcensus.faces.web") / "own"
        held = {one.name: part_of(one.name, one.read_bytes()) for one in own.iterdir()}
        bars = (packaged("camcensus.report") / "templates" / "bars.css").read_bytes()
        self._held = {**parts, **held, "bars.css": part_of("bars.css", bars)}
        told = "\n".join(f"{name} {part.sha256}" for name, part in sorted(self._held.items()))
        self._key = hashlib.sha256(told.encode()).hexdigest()[:16]

    def address(self, name: str) -> str:
        """Where a page asks for a file. Raises `KeyError` for one that is not there."""
        return f"/files/{self._key}/{self._held[name].name}"

    def find(self, key: str, name: str) -> Part | None:
        """A file, if it is asked for as it is now."""
        return self._held.get(name) if key == self._key else None


@get("/files/{key:str}/{name:str}", sync_to_thread=False, include_in_schema=False)
def file(request: Asked, state: State, key: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """One file; whoever may not see the register may see it, as a sign-in page needs it."""
    found: Part | None = state.files.find(key, name)
    if found is None:
        raise NotFoundException("there is no such file")
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {})
    return Response(content=found.packed if packed else found.data, media_type=found.media_type, headers=headers)
