"""Hardware of Milestone XProtect, one device a row: exports of MilestonePSTools and the wizard's own import files.

Shapes: ``Export-HardwareCsv`` (to 2021), ``Export-VmsHardware`` before 24.1.9 (channels in lists), ``Get-VmsHardware |
Export-Csv`` (properties of the configuration item), and the file from which the Management Client adds hardware.
Sources: milestonesys/MilestonePSTools; Milestone, "Add hardware: Import from CSV file".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _cctv, _milestone
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:milestone-hardware@1"

FORM = Form(
    columns={
        "hardware": ("HardwareName", "DisplayName", "Name"),
        "address": ("HardwareAddress", "Address"),
        "mac": ("MacAddress", "MAC"),
        "model": ("Model",),
        "firmware": ("Firmware", "FirmwareVersion"),
        "serial": ("SerialNumber",),
        "driver": ("DriverDisplayName", "Driver", "DriverName"),
        "driver_number": ("DriverNumber", "HardwareDriverID"),
        "driver_family": ("DriverFamily", "DriverGroup"),
        "driver_path": ("HardwareDriverPath",),
        "recorder": ("RecordingServerName", "RecordingServer", "RecorderName"),
        "recorder_id": ("RecordingServerId", "RecorderId"),
        "id": ("HardwareId", "Id"),
        "enabled": ("Enabled",),
        "cameras": ("CameraName",),
        "coordinates": ("Coordinates", "GpsCoordinates"),
        "description": ("Description",),
        "user": ("UserName", "HardwareUsername"),
        "password": ("Password", "HardwarePassword"),
    },
    needs=(
        frozenset({"address", "driver_number", "user"}),
        frozenset({"address", "driver_number", "recorder", "hardware"}),
        frozenset({"address", "driver", "recorder", "hardware"}),
        frozenset({"address", "driver_path", "id"}),
    ),
    secret=frozenset({"user", "password"}),
    passed_over=(
        "EnabledCameraChannels", "StorageName", "MicrophoneName", "SpeakerName", "MetadataName", "InputName",
        "OutputName", "EnabledMicrophoneChannels", "EnabledSpeakerChannels", "EnabledMetadataChannels",
        "EnabledInputChannels", "EnabledOutputChannels", "CameraGroup", "MicrophoneGroup",
        "SpeakerGroup", "MetadataGroup", "InputGroup",
        "OutputGroup", "UseDefaultCredentials", "CameraFolder", "MicrophoneFolder", "SpeakerFolder", "MetadataFolder",
        "InputEventFolder", "OutputFolder", "HardwarePtzSettingsFolder", "HardwareDeviceEventFolder",
        "HardwareDriverSettingsFolder", "CustomPropertiesFolder", "HardwarePasswordFolder", "LastModified",
        "PasswordLastModified", "CreatedDate", "ParentItemPath", "ParentPath", "Path", "ItemCategory", "ServerId",
        "Methods", "MethodIdReadPasswordHardware",
    ),
)  # fmt: skip


def detect(head: bytes) -> bool:
    """Whether the columns are those of an export of hardware, and not of single channels of it."""
    return forms.detect(head, FORM) and not forms.detect(head, _milestone.CHANNELS)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each row: one device with all its channels. Raises `BrokenInput`, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    names = _cctv.Names()
    with text.rows(path, context.name) as rows:
        for number, record in enumerate(forms.records(rows, FORM, gathered), start=1):
            _note(record, gathered, names, str(number))
            if gathered.is_full():
                yield gathered.take()
    yield gathered.last("the export")


def _note(record: Record, gathered: Gathered, names: _cctv.Names, key: str) -> None:
    if not record.get("address", "hardware", "id"):
        gathered.leave_out("rows that name no device")
        return
    asset, _ = names.of(key, _milestone.called(record))
    listed = [name for name in record.get("cameras").split(";") if name.strip()]
    facts = _milestone.device(record, gathered)
    facts += [("vms.name", name.strip()) for name in listed[: _milestone.MOST_CHANNELS]]
    if len(listed) > 1:
        facts.append(("vms.channel_count", str(len(listed))))
    gathered.add(f"asset:{asset}", facts, original=record.original)
