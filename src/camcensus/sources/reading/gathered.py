"""What one file has said so far: observations, the records they stand in, remarks, and what was left out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from camcensus.model.frames import Drafts
from camcensus.model.reading import CHUNK, Chunk, Context, Remark
from camcensus.sources.reading.remarks import Remarks

MAX_BYTES = 16 << 20
"""Bytes of originals that are gathered before they are handed on."""

MAX_REASONS = 100
"""Reasons for leaving something out that are told apart."""
_OTHERWISE = "records for other reasons"

_HALF = re.compile("[\ud800-\udfff]")
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Gathered:
    """Takes in record after record; hands on chunks that are never large."""

    def __init__(self, context: Context, source: str, *, vantage: str = "") -> None:
        self.context = context
        self.remarks = Remarks()
        self.redacted = 0
        """Secrets taken out since the last chunk; whoever takes one out adds to it."""
        self.records = 0
        """Records read since the last chunk; whoever reads one adds to it."""
        self.drafts = Drafts(body=context.body, source=source, vantage=vantage)
        self._originals: dict[bytes, bytes] = {}
        self._bytes = 0
        self._left_out: dict[str, int] = {}

    def keep(self, original: bytes | str | Mapping[str, object]) -> bytes:
        """Keep a record's bytes, from which secrets were taken out, and say under what hash."""
        data = original if isinstance(original, bytes) else self._encoded(original)
        key = hashlib.sha256(data).digest()
        self.hold(key, data)
        return key

    def hold(self, key: bytes, original: bytes) -> None:
        """Keep a record's bytes of which the hash is known."""
        if key not in self._originals:
            self._originals[key] = original
            self._bytes += len(original)

    def forget(self, original: bytes) -> None:
        """Let go of a record of which nothing is kept, so that what it says of people is stored nowhere."""
        self._bytes -= len(self._originals.pop(original, b""))

    @staticmethod
    def _encoded(original: str | Mapping[str, object]) -> bytes:
        text = original if isinstance(original, str) else _JSON.encode(original)
        return text.encode("utf-8", "replace")

    def add(
        self,
        subject: str,
        facts: Iterable[tuple[str, str]],
        *,
        original: bytes | None,
        at: datetime | None = None,
        until: datetime | None = None,
        quality: str = "unknown",
        realm: str | None = None,
    ) -> None:
        """Note what one record says of one subject: (field, value) pairs; empty values are no facts.

        `realm` is the file's own where left out. A time that is given should come with its `quality`. Half
        characters, as the escapes of JSON may name them, become U+FFFD.
        """
        for field, value in facts:
            if value:
                self.drafts.add(
                    realm=self.context.realm if realm is None else realm,
                    subject=_whole(subject),
                    field=field,
                    value=_whole(value),
                    at=at,
                    until=until,
                    at_quality=quality,
                    original=original,
                )

    def leave_out(self, why: str, many: int = 1) -> None:
        """Count what is not kept. `why` is said of records: ``hosts that were down``."""
        if many:
            if why not in self._left_out and len(self._left_out) >= MAX_REASONS:
                why = _OTHERWISE
            self._left_out[why] = self._left_out.get(why, 0) + many

    def is_full(self) -> bool:
        """Whether what was gathered should be handed on."""
        return len(self.drafts) >= CHUNK or self._bytes >= MAX_BYTES

    def take(self, *, done: int = 0, remarks: Sequence[Remark] = ()) -> Chunk:
        """What was gathered since the last chunk."""
        chunk = Chunk(
            observations=self.drafts.take(),
            originals=self._originals,
            records=self.records,
            redacted=self.redacted,
            remarks=tuple(remarks),
            left_out=self._left_out,
            done=done,
        )
        self._originals, self._bytes, self._left_out = {}, 0, {}
        self.records = self.redacted = 0
        return chunk

    def last(self, where: str, remarks: Sequence[Remark] = ()) -> Chunk:
        """What is left at the end, with every remark; those on the whole file are said of `where`."""
        return self.take(remarks=(*remarks, *self.remarks.all(where)))


def _whole(text: str) -> str:
    """Text that can be written down: half characters as U+FFFD."""
    return text if text.isascii() or not _HALF.search(text) else _HALF.sub("\ufffd", text)
