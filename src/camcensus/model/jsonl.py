"""Observations and identities as JSON Lines, both ways: the form of ``docs/reference/fields.md``."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from camcensus.model.identity import Identity
from camcensus.model.observation import AT_QUALITIES, ENCODINGS, Observation

MAX_VALUE = 16 << 20
"""Characters of one value."""

MAX_COUNT = (1 << 63) - 1
"""What a column of counts can hold."""

_DEVICE_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)


class Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=False):
    """One line as it may stand in a file; everything but the first three may be absent."""

    subject: str
    field: str
    value: str
    encoding: str = "text"
    at: datetime | None = None
    source: str = ""
    body: str | None = None
    realm: str | None = None
    until: datetime | None = None
    count: int = 1
    at_quality: str | None = None
    vantage: str = ""


_decoder = msgspec.json.Decoder(Line)


def decode(line: bytes, *, body: str, realm: str, source: str, original: bytes | None = None) -> Observation:
    """One line as an observation; what it leaves out is `body`, `realm` and `source`. Raises `ValueError`."""
    try:
        one = _decoder.decode(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise ValueError(str(fault)) from None
    kind, colon, name = one.subject.partition(":")
    if not (colon and kind and name):
        raise ValueError(f"subject '{one.subject[:80]}' is not kind:value")
    if one.encoding not in ENCODINGS:
        raise ValueError(f"encoding '{one.encoding[:80]}' is neither text nor base64")
    if len(one.value) > MAX_VALUE:
        raise ValueError(f"the value is longer than {MAX_VALUE >> 20} MiB")
    if one.encoding == "base64":
        _check_base64(one.value)
    at, until = _utc(one.at), _utc(one.until)
    if until is not None and (at is None or until < at):
        raise ValueError("until is before at")
    quality = one.at_quality or _quality(at)
    if quality not in AT_QUALITIES:
        raise ValueError(f"at_quality '{quality[:80]}' is not one of {', '.join(AT_QUALITIES)}")
    if not 1 <= one.count <= MAX_COUNT:
        raise ValueError("count is below 1" if one.count < 1 else "count is too large")
    return Observation(
        body=body if one.body is None else one.body,
        realm=realm if one.realm is None else one.realm,
        subject=one.subject,
        field=one.field,
        value=one.value,
        encoding=one.encoding,
        at=at,
        until=until or at,
        count=one.count,
        at_quality=quality,
        source=one.source or source,
        vantage=one.vantage,
        original=original,
    )


def encode(one: Observation) -> str:
    """One observation as a line (without its line break); fields with their default are left out."""
    shown: dict[str, Any] = {
        "subject": one.subject,
        "field": one.field,
        "value": one.value,
        "encoding": one.encoding,
        "at": _iso(one.at),
        "source": one.source,
        "body": one.body,
        "realm": one.realm,
        "until": _iso(one.until) if one.until != one.at else None,
        "count": one.count if one.count != 1 else None,
        "at_quality": one.at_quality,
        "vantage": one.vantage or None,
    }
    return json.dumps({k: v for k, v in shown.items() if v is not None}, ensure_ascii=False)


def identity(one: Identity) -> str:
    """One identity as a line."""
    return json.dumps(
        {
            "subject": one.subject,
            "class": one.kind,
            "brand": one.brand,
            "manufacturer": one.manufacturer,
            "hardware_maker": one.hardware_maker,
            "model": one.model,
            "firmware": one.firmware,
            "confidence": one.confidence,
            "because": list(one.because),
        },
        ensure_ascii=False,
    )


def raw(one_value: str, encoding: str) -> bytes:
    """The bytes of a value, whatever its encoding."""
    return base64.b64decode(one_value) if encoding == "base64" else one_value.encode("utf-8", "surrogatepass")


def _check_base64(value: str) -> None:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise ValueError(f"the value is not base64: {fault}") from None


def _utc(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise ValueError("a time has no zone: end it with Z or an offset")
    try:
        return moment.astimezone(UTC) if moment is not None else None
    except OverflowError:
        raise ValueError("a time lies outside the years 1 to 9999") from None


def _quality(at: datetime | None) -> str:
    if at is None:
        return "unknown"
    return "device-clock" if at < _DEVICE_CLOCK else "exact"


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
