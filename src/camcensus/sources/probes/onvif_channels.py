"""Which video inputs a recorder of another make tells its owner that it has."""

from __future__ import annotations

import re

from camcensus.sources.probes import _login, onvif_device_information
from camcensus.sources.steps import Script, Target
from camcensus.wire import onvif_read
from camcensus.wire.onvif_read import Read

MOST_OF_A_CAMERA = 4
"""Video inputs that a single camera may have, one for each of its lenses."""
MOST_NAMED = 8
"""Video inputs up to which their names are asked for: the answer has some 40 kB for each."""

_RECORDER = re.compile(r"(?<![a-z])[NDXH]VR|recorder|video_?storage|encoder_?server|\bNVS\b", re.IGNORECASE)


def ask(target: Target, port: int = 0) -> Script:
    """GetVideoSources and, of few, GetProfiles: where GetDeviceInformation was answered and no maker's own list was."""
    session, path = onvif_device_information.service(target, port)
    own = target.values("isapi.device_info") or target.values("dahua.system_info")
    if session is None or own or not target.values(onvif_device_information.FIELD):
        return
    path = _media(target) or path
    heard = yield from session.soap(path, Read.VIDEO_SOURCES, 131_072)
    try:
        sources = onvif_read.video_sources(heard.body) if heard is not None else onvif_read.Sources()
    except ValueError:
        return
    if not sources.total or not (sources.total > MOST_OF_A_CAMERA or _says_recorder(target)):
        return
    names: dict[str, str] = {}
    if sources.total <= MOST_NAMED:
        names = _names((yield from session.soap(path, Read.PROFILES, 196_608)))
    yield from session.told(onvif_read.listing(sources, names))


def _names(heard: _login.Heard | None) -> dict[str, str]:
    try:
        return onvif_read.source_names(heard.body) if heard is not None else {}
    except ValueError:
        return {}


def _media(target: Target) -> str:
    return next((path for value in target.values("onvif.response") if (path := onvif_read.media_path(value))), "")


def _says_recorder(target: Target) -> bool:
    """Whether the device calls itself a recorder, in its scopes or in its model."""
    said = target.values("onvif.scopes") + target.values(onvif_device_information.FIELD)
    return any(_RECORDER.search(value[:65_536]) for value in said)
