"""What tables of Milestone XProtect say of a device, whichever of its tools wrote them."""

from __future__ import annotations

import re

from camcensus.sources.importers import _cctv
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered

SYSTEM = "Milestone XProtect"

MOST_CHANNELS = 512
"""Channels that one driver may have; the universal drivers have 64."""

_NO_MODEL = re.compile(r"universal|onvif|stableFPS|rtsp|generic|unknown", re.IGNORECASE)
"""Models that the drivers for any device give: they tell the driver, not the device."""

CHANNELS = Form(
    columns={
        "camera": ("CameraName", "Name"),
        "device_type": ("DeviceType",),
        "channel": ("Channel",),
        "id": ("HardwareId",),
        "camera_id": ("CameraId", "Id"),
        "hardware": ("HardwareName",),
        "address": ("Address", "HardwareAddress"),
        "mac": ("MAC", "MacAddress"),
        "serial": ("SerialNumber", "Custom_SerialNumber"),
        "model": ("Model",),
        "firmware": ("Firmware", "FirmwareVersion", "Custom_FirmwareVersion"),
        "driver": ("Driver", "DriverDisplayName"),
        "driver_number": ("DriverNumber",),
        "driver_family": ("DriverFamily", "DriverGroup"),
        "driver_version": ("DriverVersion",),
        "recorder": ("RecorderName", "RecordingServer"),
        "recorder_host": ("RecorderHostName", "RecorderUri"),
        "enabled": ("Enabled",),
        "recording": ("RecordingEnabled",),
        "state": ("State",),
        "https": ("HTTPSEnabled", "Custom_HTTPSEnabled"),
        "coordinates": ("GpsCoordinates", "Coordinates"),
        "groups": ("DeviceGroups",),
        "first_image": ("OldestImageUtc", "MediaDatabaseBegin"),
        "last_image": ("LatestImageUtc", "MediaDatabaseEnd"),
        "user": ("UserName",),
        "password": ("Password",),
    },
    needs=(
        frozenset({"camera", "channel", "hardware", "address", "recorder"}),
        frozenset({"camera", "channel", "id", "address", "model"}),
    ),
    secret=frozenset({"user", "password"}),
    passed_over=(
        "LastModified", "StatusTime", "IsStarted", "IsMotionDetected", "IsRecording", "IsInOverflow",
        "IsInDbRepair", "ErrorWritingGOP", "ErrorNotLicensed", "ErrorNoConnection", "DriverRevision", "RecorderId",
        "LiveStream", "LiveStreamDescription", "LiveStreamMode", "ConfiguredLiveResolution", "ConfiguredLiveCodec",
        "ConfiguredLiveFPS", "CurrentLiveResolution", "CurrentLiveCodec", "CurrentLiveFPS", "CurrentLiveBitrate",
        "RecordedStream", "RecordedStreamDescription", "RecordedStreamMode", "ConfiguredRecordedResolution",
        "ConfiguredRecordedCodec", "ConfiguredRecordedFPS", "CurrentRecordedResolution", "CurrentRecordedCodec",
        "CurrentRecordedFPS", "CurrentRecordedBitrate", "RecordKeyframesOnly", "RecordOnRelatedDevices",
        "PrebufferEnabled", "PrebufferSeconds", "PrebufferInMemory", "RecordingStorageName", "RecordingPath",
        "ExpectedRetentionDays", "PercentRecordedOneWeek", "MediaDatabaseBeginWithinRetention", "UsedSpaceInGB",
        "ActualRetentionDays", "MeetsRetentionPolicy", "MotionEnabled", "MotionKeyframesOnly", "MotionProcessTime",
        "MotionManualSensitivityEnabled", "MotionManualSensitivity", "MotionMetadataEnabled", "MotionExcludeRegions",
        "MotionHardwareAccelerationMode", "PrivacyMaskEnabled", "Snapshot", "LiveCodec", "LiveResolution", "LiveFPS",
        "RecordingStream", "RecordingCodec", "RecordingResolution", "RecordingFPS", "ActualLiveResolution",
        "ActualRecordingResolution", "StorageName", "StoragePath", "MotionDetectionMethod",
        "MotionHardwareAcceleration",
    ),
)  # fmt: skip
"""One channel a row: ``Get-CameraReport``, ``Get-VmsCameraReport``, and ``Export-VmsHardware`` from 24.1.9 on."""


def called(record: Record) -> str:
    """What people call a device: its recorder and its own name, which is unique there more often than not."""
    name = record.get("hardware", "id") or f"~{record.original.hex()[:16]}"
    return f"{record.get('recorder') or SYSTEM} / {name}"


def device(record: Record, gathered: Gathered) -> _cctv.Facts:
    """What a row says of the device as a whole."""
    model = record.get("model")
    facts = [
        ("vms.system", SYSTEM),
        ("vms.hardware", record.get("hardware")),
        ("vms.id", record.get("id")),
        ("vms.model", model),
        ("model.number", "" if _NO_MODEL.search(model[:80]) else model),
        ("vms.driver", record.get("driver", "driver_family")),
        ("vms.driver_family", record.get("driver_family")),
        ("vms.driver_number", record.get("driver_number")),
        ("vms.driver_version", record.get("driver_version")),
        ("vms.recorder", record.get("recorder")),
        ("vms.recorder_host", next((value for _, value in _cctv.host(record.get("recorder_host"))), "")),
        ("vms.https", _cctv.yes_no(record.get("https"))),
        ("vms.coordinates", record.get("coordinates") if record.get("coordinates").lower() != "unknown" else ""),
        ("firmware.version", record.get("firmware")),
        ("register.notes", record.get("description")),
    ]
    if record.get("enabled") and not record.get("channel"):
        facts.append(("vms.enabled", _cctv.yes_no(record.get("enabled"))))
    facts += _cctv.host(record.get("address"))
    facts += _cctv.mac(record, gathered)
    return facts + _cctv.serial(record, gathered)
