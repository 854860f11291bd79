"""What a device that Hikvision builds tells its owner of itself, and of its channels where it is a recorder."""

from __future__ import annotations

import re
from collections.abc import Callable

from camcensus.sources.probes import _login
from camcensus.sources.steps import Saw, Script, Target
from camcensus.wire import channels, isapi
from camcensus.wire.channels import Listing

SDK_PORT = 8000

_TELLING = ("isapi.", "sadp.")
"""Fields that other devices do not have."""
_HINTS = re.compile(
    r"hikvision|city/hangzhou|App-webs|DNVRS-Webs|DVRDVS-Webs|^webserver$|^MWS 0\.0|/ISAPI/"
    r"|doc/page/login\.asp|doc/script/(?:inc|config)|OU=(?:DVRNVR|IPCAMERA)|realm=\"?(?:DS-|IP CAMERA)",
    re.IGNORECASE,
)
"""Marks of its web server and firmware, under whatever label: they lead to a question, and prove nothing."""


def fits(target: Target) -> bool:
    """Whether what was learned of the device so far suggests that Hikvision built it."""
    return SDK_PORT in target.open or _login.hints(target, _TELLING, _HINTS)


def ask(target: Target, port: int = 0) -> Script:
    """GET deviceInfo; of a recorder then the lists of its cameras on the network and of its own sockets."""
    session = _login.session(target, port)
    if session is None or not fits(target):
        return
    heard = yield from session.get(isapi.DEVICE_INFO, 16_384)
    if heard is None or heard.status != 200:
        return
    try:
        kind = isapi.device_type(heard.body).upper()
    except ValueError:
        return
    yield Saw(field="isapi.device_info", value=session.text(heard.body))
    if kind.startswith("IP"):  # a camera: it would list itself
        return
    network = sockets = Listing()
    if kind != "DVS":
        network = _listing((yield from session.get(isapi.PROXIES, 131_072)), isapi.proxies)
    if network.channels:
        network = _with_states(network, (yield from session.get(isapi.STATUS, 65_536)))
    if kind != "NVR":
        sockets = _listing((yield from session.get(isapi.INPUTS, 65_536)), isapi.inputs)
    found = channels.together(sockets, network)
    if found.channels or kind.endswith(("VR", "DVS")):
        yield from session.told(found)


def _listing(heard: _login.Heard | None, read: Callable[[bytes], Listing]) -> Listing:
    """The list in an answer; one that is not whole, if it is none; an empty one, if the device has none."""
    if heard is not None and heard.status != 200 and isapi.is_unsupported(heard.body):
        return Listing()
    try:
        return read(heard.body) if heard is not None and heard.status == 200 else Listing(whole=False)
    except ValueError:
        return Listing(whole=False)


def _with_states(network: Listing, heard: _login.Heard | None) -> Listing:
    try:
        known = isapi.states(heard.body) if heard is not None and heard.status == 200 else {}
    except ValueError:
        known = {}
    return isapi.with_states(network, known)
