"""ISAPI, the language of devices that Hikvision builds: what is read, and what the answers tell of a recorder.

======================================================== ================================================
``/ISAPI/System/deviceInfo``                             ``DeviceInfo``: what it is; ``deviceType``
``/ISAPI/ContentMgmt/InputProxy/channels``               ``InputProxyChannel``: a camera on the network
``/ISAPI/ContentMgmt/InputProxy/channels/status``        ``InputProxyChannelStatus``: whether it is online
``/ISAPI/System/Video/inputs/channels``                  ``VideoInputChannel``: a socket of the recorder
======================================================== ================================================

Of an ``InputProxyChannel`` its ``id`` and ``name`` are taken, and of the ``sourceInputPortDescriptor`` in it
``proxyProtocol`` (elsewhere ``adminProtocol``), ``ipAddress`` or ``hostName``, ``managePortNo``, ``model``,
``serialNumber``, ``firmwareVersion`` and ``macAddress``. It holds ``userName`` and sometimes ``password`` as well:
they are never looked at. ``resDesc`` of a socket is ``NO VIDEO`` where no camera is on it.

Sources: maciej-or/hikvision_next, tests/fixtures/devices and tests/fixtures/ISAPI/System.deviceInfo (answers of real
devices); the names inside ``sourceInputPortDescriptor`` and ``resDesc`` stand in public sources on GitHub as well
(a HiLook DVR-208G-M1; DS-2CD2T63G0-I5 behind a recorder).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from lxml import etree

from camcensus.wire import xml
from camcensus.wire.channels import MOST, Channel, Listing, listed, made
from camcensus.wire.discovery import parts

DEVICE_INFO = "/ISAPI/System/deviceInfo"
PROXIES = "/ISAPI/ContentMgmt/InputProxy/channels"
STATUS = "/ISAPI/ContentMgmt/InputProxy/channels/status"
INPUTS = "/ISAPI/System/Video/inputs/channels"

T = TypeVar("T")

_UNSUPPORTED = ("notSupport", "invalidOperation", "methodNotAllowed")


def device_type(data: bytes) -> str:
    """The kind of device in the answer to `DEVICE_INFO`, as it writes it; empty if it does not say.

    ``IPCamera``, ``IPDome``, ``IPZoom``, ``NVR``, ``DVR``, ``HybirdNVR`` (so spelt), ``DVS`` and others. Raises
    `ValueError` if the answer is no DeviceInfo.
    """
    for element in _elements(data, "{*}DeviceInfo"):
        return parts.word(parts.leaves(element), "deviceType")
    raise ValueError("it is no DeviceInfo")


def is_unsupported(data: bytes) -> bool:
    """Whether an answer with an error says that the device has nothing of the kind; it never raises.

    Anything else, as ``lowPrivilege``, leaves open what it has.
    """
    try:
        return any(name == "subStatusCode" and text in _UNSUPPORTED for name, text in xml.leaves(data, 64))
    except ValueError:
        return False


def proxies(data: bytes) -> Listing:
    """The cameras on the network in the answer to `PROXIES`. Raises `ValueError` if it is no such list."""
    return _list(data, "InputProxyChannel", _proxy)


def inputs(data: bytes) -> Listing:
    """The sockets in the answer to `INPUTS` that are in use and have a signal, as far as it tells.

    Raises `ValueError` if it is no such list.
    """
    return _list(data, "VideoInputChannel", _input)


def states(data: bytes) -> dict[int, bool]:
    """Number of a channel to whether it is online, as far as the answer to `STATUS` says. Raises `ValueError`."""
    found: dict[int, bool] = {}
    for said in _each(data, "InputProxyChannelStatus", _state, MOST * 4)[0]:
        found.update(said)
    return found


def with_states(listing: Listing, known: dict[int, bool]) -> Listing:
    """The same channels, each with what is known of whether it is online."""
    channels = tuple(replace(one, online=known.get(one.number, one.online)) for one in listing.channels)
    return replace(listing, channels=channels)


def _list(data: bytes, name: str, read: Callable[[etree._Element], Channel]) -> Listing:
    found, total, whole = _each(data, name, read, MOST)
    return listed(found, total, whole=whole)


def _each(data: bytes, name: str, read: Callable[[etree._Element], T], most: int) -> tuple[list[T], int, bool]:
    """`read` of the first `most` elements that are in use, how many there were, and whether all was understood.

    The list may end in the middle; what stands before counts. Raises `ValueError` if it is no list of that name.
    """
    found: list[T] = []
    total, whole, rooted = 0, True, False
    try:
        for element in _elements(data, f"{{*}}{name}", f"{{*}}{name}List"):
            if xml.local_name(element.tag) == f"{name}List":
                rooted = True
                continue
            try:
                one = read(element)
            except ValueError:
                whole = False
                continue
            if isinstance(one, Channel) and not one.is_used:
                continue
            total += 1
            if len(found) < most:
                found.append(one)
    except xml.XmlError:
        if not total:
            raise
        return found, total, False
    if not rooted and not total:
        raise ValueError(f"it is no list of {name}")
    return found, total, whole


def _proxy(element: etree._Element) -> Channel:
    own = parts.leaves(element)
    source = element.find("{*}sourceInputPortDescriptor")
    camera = parts.leaves(source) if source is not None else {}
    return made(
        parts.word(own, "id"),
        analogue=False,
        name=parts.word(own, "name"),
        address=parts.word(camera, "ipAddress", "ipv6Address", "hostName"),
        port=parts.word(camera, "managePortNo"),
        protocol=parts.word(camera, "proxyProtocol", "adminProtocol"),
        model=parts.word(camera, "model"),
        serial=parts.word(camera, "serialNumber"),
        firmware=parts.word(camera, "firmwareVersion"),
        mac=parts.word(camera, "macAddress"),
    )


def _input(element: etree._Element) -> Channel:
    own = parts.leaves(element)
    seen = parts.word(own, "resDesc").strip().upper()
    off = parts.word(own, "videoInputEnabled").strip().lower() == "false"
    online = False if off or seen == "NO VIDEO" else (True if seen else None)
    return made(parts.word(own, "id"), online=online, analogue=True, name=parts.word(own, "name"))


def _state(element: etree._Element) -> dict[int, bool]:
    own = parts.leaves(element)
    source = element.find("{*}sourceInputPortDescriptor")
    inner = parts.leaves(source) if source is not None else {}
    said = (parts.word(own, "online") or parts.word(inner, "online")).strip().lower()
    number = made(parts.word(own, "id")).number
    return {number: said == "true"} if said in ("true", "false") else {}


def _elements(data: bytes, *tags: str) -> Iterator[etree._Element]:
    yield from xml.records(io.BytesIO(data.strip(b"\0 \t\r\n")), *tags)
