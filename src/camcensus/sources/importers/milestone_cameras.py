"""Cameras of Milestone XProtect, one channel a row: ``Get-VmsCameraReport`` and ``Export-VmsHardware``, old and new.

Rows of one device share its address and model. A device with more channels than a camera has lenses, or one that calls
itself a recorder or encoder, has cameras of their own on its channels. Source: milestonesys/MilestonePSTools,
about_Get-VmsCameraReport and ExportHardwareCsv.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _cctv, _milestone
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Record
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:milestone-cameras@1"

_STATES = {"responding": "online", "not responding": "offline"}


def detect(head: bytes) -> bool:
    """Whether the columns are those of a report on cameras or of channels of hardware."""
    return forms.detect(head, _milestone.CHANNELS)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each device, and of each channel of those that have cameras on them.

    The file is gone through twice: how many channels a device has is known at the end. Raises `BrokenInput`,
    `HostileInput`.
    """
    survey = _survey(path, context)
    gathered = Gathered(context, SOURCE)
    report = _Report(gathered, survey)
    with text.rows(path, context.name) as rows:
        for record in forms.records(rows, _milestone.CHANNELS, gathered):
            report.note(record)
            if gathered.is_full():
                yield gathered.take()
    yield gathered.last("the report")


@dataclass(kw_only=True)
class _Survey:
    channels: dict[str, int] = field(default_factory=dict)
    """How many camera channels each device has."""
    order: _cctv.Order = field(default_factory=_cctv.Order)


def _survey(path: Path, context: Context) -> _Survey:
    """Go through the file once and keep nothing but counts."""
    found = _Survey()
    gathered = Gathered(context, SOURCE)
    with text.rows(path, context.name) as rows:
        for record in forms.records(rows, _milestone.CHANNELS, gathered):
            if gathered.is_full():
                gathered.take()
            if not _is_camera(record):
                continue
            key = _key(record)
            if key in found.channels or len(found.channels) < _cctv.MAX_DEVICES:
                found.channels[key] = found.channels.get(key, 0) + 1
            for name in ("first_image", "last_image"):
                found.order.look(record.get(name))
    return found


def _is_camera(record: Record) -> bool:
    return record.get("device_type").lower() in ("", "camera", "cameras")


def _key(record: Record) -> str:
    return record.get("id") or "\n".join(record.get(name) for name in ("recorder", "address", "hardware"))


class _Report:
    """Takes in row after row."""

    def __init__(self, gathered: Gathered, survey: _Survey) -> None:
        self._gathered = gathered
        self._survey = survey
        self._names = _cctv.Names()
        self._clock = _cctv.Clock(gathered, month_first=survey.order.month_first())

    def note(self, record: Record) -> None:
        if not _is_camera(record):
            self._gathered.leave_out("channels without pictures: microphones, speakers, inputs, outputs, metadata")
            return
        if not record.get("address", "hardware", "id"):
            self._gathered.leave_out("rows that name no device")
            return
        key = _key(record)
        many = self._survey.channels.get(key, 1)
        asset, new = self._names.of(key, _milestone.called(record))
        own = many > _cctv.MOST_OF_A_CAMERA or _cctv.says_recorder(record.get("model"), record.get("driver"))
        first, last = (self._clock.utc(record.get(name)) for name in ("first_image", "last_image"))
        if new:
            facts = _milestone.device(record, self._gathered)
            facts += [("vms.channel_count", str(many))] if own or many > 1 else []
            self._add(f"asset:{asset}", facts, record, last)
        subject = f"asset:{asset}"
        if own:
            recorder = _cctv.ip(record.get("address")) or asset
            number = str(_cctv.count(record.get("channel")) + 1)
            subject = f"channel:{recorder}/{number}"
            self._add(subject, _channel(record, recorder, number), record, last)
        self._add(subject, _camera(record), record, last)
        if last is not None:
            shown = [("vms.last_image", last.isoformat().replace("+00:00", "Z"))]
            self._add(subject, shown, record, min(first or last, last), last)

    def _add(
        self, subject: str, facts: _cctv.Facts, record: Record, at: datetime | None, until: datetime | None = None
    ) -> None:
        quality = "unknown" if at is None else "exact"
        self._gathered.add(subject, facts, original=record.original, at=at, until=until, quality=quality)


def _channel(record: Record, recorder: str, number: str) -> _cctv.Facts:
    """What tells a channel of a recorder from others."""
    return [
        ("channel.recorder", recorder),
        ("channel.number", number),
        ("channel.name", record.get("camera")),
        ("channel.state", _STATES.get(record.get("state").lower(), "")),
    ]


def _camera(record: Record) -> _cctv.Facts:
    return [
        ("vms.name", record.get("camera")),
        ("vms.camera_id", record.get("camera_id")),
        ("vms.state", record.get("state")),
        ("vms.enabled", _cctv.yes_no(record.get("enabled"))),
        ("vms.recording", _cctv.yes_no(record.get("recording"))),
        ("vms.group", record.get("groups")),
    ]
