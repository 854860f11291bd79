"""What a device that Dahua builds tells its owner of itself, and of its channels where it is a recorder."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TypeVar

from camcensus.sources import pages
from camcensus.sources.probes import _login
from camcensus.sources.steps import Reply, Script, Step, Target
from camcensus.wire import dahua_cgi
from camcensus.wire.channels import Listing

SDK_PORT = 37777

_TELLING = ("dhip.", "dahua1.", "dahua.")
"""Fields that other devices do not have."""
_HINTS = re.compile(
    r"dahua|realm=\"?Login to |RPC2_Login|@WebVersion@|ui-video-wrap-icon|onvif-digest|/cgi-bin/magicBox"
    r"|a=packetization-supported:DH|realm=\"?Device_CGI",
    re.IGNORECASE,
)
"""Marks of its web server and firmware, under whatever label: they lead to a question, and prove nothing."""

T = TypeVar("T")


def fits(target: Target) -> bool:
    """Whether what was learned of the device so far suggests that Dahua built it."""
    return SDK_PORT in target.open or _login.hints(target, _TELLING, _HINTS)


def ask(target: Target, port: int = 0) -> Script:
    """GET what magicBox says of the device; of a recorder then its remote devices and the names of its channels."""
    session = _login.session(target, port)
    if session is None or not fits(target):
        return
    said = yield from _read(session, dahua_cgi.SYSTEM_INFO, 16_384, dahua_cgi.system)
    if said is None:
        return
    for path in (dahua_cgi.SOFTWARE_VERSION, dahua_cgi.MACHINE_NAME):
        said += (yield from _read(session, path, 4_096, dahua_cgi.system)) or []
    model = dahua_cgi.model(said)
    for one in pages.dahua(said):
        yield replace(one, value=session.text(one.value.encode()))
    if dahua_cgi.is_camera(model):  # it would list itself
        return
    yield from _channels(session, sockets=dahua_cgi.has_sockets(model))


def _channels(session: _login.Session, *, sockets: bool) -> Script:
    heard = yield from session.get(dahua_cgi.REMOTE_DEVICES, 131_072)
    network = _remote(heard)
    if network is None and not sockets:
        return
    names = yield from _read(session, dahua_cgi.TITLES, 65_536, dahua_cgi.titles)
    found = dahua_cgi.with_titles(network or Listing(whole=False), names or {}, sockets=sockets)
    if found.channels or network is not None:
        yield from session.told(found)


def _remote(heard: _login.Heard | None) -> Listing | None:
    """The remote devices; None if it has no such table."""
    try:
        return dahua_cgi.remote_devices(heard.body, whole=heard.whole) if heard and heard.status == 200 else None
    except ValueError:
        return None


def _read(
    session: _login.Session, path: str, most: int, read: Callable[[bytes], T]
) -> Generator[Step, Reply, T | None]:
    heard = yield from session.get(path, most)
    try:
        return read(heard.body) if heard is not None and heard.status == 200 else None
    except ValueError:
        return None
