"""The CGI of devices that Dahua builds: what is read, and what its lines of ``key=value`` tell of a recorder.

``configManager.cgi?action=getConfig&name=RemoteDevice`` answers with lines
``table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_0.Address=192.0.2.20``, elsewhere
``table.RemoteDevice[0].Address=..``; the number counts channels from 0. It holds the user names and PASSWORDS with
which the recorder reaches its cameras. Only the keys in `_KEYS` are ever looked at, so that none of them leaves here.
``name=ChannelTitle`` answers ``table.ChannelTitle[0].Name=..`` for every channel, used or not.

A recorder gives a number as ``deviceType`` in ``getSystemInfo`` and its model as ``updateSerial``.

Sources: rroller/dahua, custom_components/dahua/client.py and __init__.py; the spelling of the lines stands in many
public sources on GitHub (a DH-NVR4216-HDS2, a DHI-NVR5464-16P-EI, a Lorex N843A8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from camcensus.wire.channels import Channel, Listing, listed, made
from camcensus.wire.discovery import parts

SYSTEM_INFO = "/cgi-bin/magicBox.cgi?action=getSystemInfo"
SOFTWARE_VERSION = "/cgi-bin/magicBox.cgi?action=getSoftwareVersion"
MACHINE_NAME = "/cgi-bin/magicBox.cgi?action=getMachineName"
REMOTE_DEVICES = "/cgi-bin/configManager.cgi?action=getConfig&name=RemoteDevice"
TITLES = "/cgi-bin/configManager.cgi?action=getConfig&name=ChannelTitle"

MAX_LINES = 65_536

_SYSTEM = (
    "vendor", "deviceType", "deviceClass", "updateSerial", "serialNumber", "sn", "hardwareVersion", "processor",
    "version", "name",
)  # fmt: skip
"""Keys of the three answers of magicBox that are taken."""
_KEYS = {
    "Name": "name",
    "Address": "address",
    "Port": "port",
    "ProtocolType": "protocol",
    "DeviceType": "model",
    "SerialNo": "serial",
    "Version": "firmware",
    "SoftwareVersion": "firmware",
    "Mac": "mac",
}
"""Keys of a remote device that are taken, and what they are called in `channels.made`; also ``Enable``."""

_PAIR = re.compile(r"([A-Za-z]{1,40})=(.*)")
_REMOTE = re.compile(r"table\.RemoteDevice(?:\.([^.=\s]{1,120})|\[(\d{1,5})\])\.([A-Za-z]{1,40})=(.*)")
_TITLE = re.compile(r"table\.ChannelTitle\[(\d{1,5})\]\.Name=(.*)")
_PLACE = re.compile(r"_(\d{1,5})$")
_CAMERA = re.compile(r"(?:^|[-_ ])(?:IPC|IPD|ITC|TPC|SD\d|VT[OHS])", re.IGNORECASE)
_DIGITAL_RECORDER = re.compile(r"(?:^|[-_ ])H?(?:DVR|XVR|CVR)", re.IGNORECASE)


def system(data: bytes) -> list[tuple[str, str]]:
    """(key, text) of what one answer of ``magicBox.cgi`` says of the device. Raises `ValueError` if it says nothing."""
    pairs = (pair for line in _lines(data) if (pair := _PAIR.fullmatch(line)) is not None)
    found = [(pair[1], text) for pair in pairs if pair[1] in _SYSTEM and (text := parts.clean(pair[2]))]
    if not found:
        raise ValueError("it says nothing of the device")
    return found


def model(said: list[tuple[str, str]]) -> str:
    """The model, which recorders give under another key than cameras; empty if there is none."""
    named = dict(said)
    kind = named.get("deviceType", "")
    return named.get("updateSerial", "") if not kind or kind.isdigit() else kind


def is_camera(model: str) -> bool:
    """Whether a model is that of a camera or door station in the maker's own words: it has no channels of others."""
    return _CAMERA.search(model) is not None


def has_sockets(model: str) -> bool:
    """Whether a model is that of a recorder with sockets for analogue cameras, in the maker's own words."""
    return _DIGITAL_RECORDER.search(model) is not None


def remote_devices(data: bytes, *, whole: bool = True) -> Listing:
    """The cameras on the network in the answer to `REMOTE_DEVICES`; `whole`: it came to its end.

    A slot that is switched off counts only if an address or number is left in it, and is then offline. Raises
    `ValueError` if the answer is no such table.
    """
    slots: dict[str, dict[str, str]] = {}
    for line in _lines(data):
        found = _REMOTE.fullmatch(line)
        if found is not None and (found[3] in _KEYS or found[3] == "Enable"):
            slots.setdefault(found[1] or f"_{found[2]}", {}).setdefault(found[3], found[4])
    if not slots:
        raise ValueError("it is no table of remote devices")
    channels = [_channel(device, said) for device, said in slots.items()]
    used = [one for one in channels if one is not None and one.is_used]
    lost = sum(1 for one in channels if one is None)
    return listed(_once(used), len(used) + lost, whole=whole and not lost)


def titles(data: bytes) -> dict[int, str]:
    """Number of a channel, from 1, to the name it bears. Raises `ValueError` if the answer is no such table."""
    found: dict[int, str] = {}
    for line in _lines(data):
        title = _TITLE.fullmatch(line)
        if title is not None:
            found.setdefault(int(title[1]) + 1, title[2])
    if not found:
        raise ValueError("it is no table of channel titles")
    return found


def with_titles(listing: Listing, names: dict[int, str], *, sockets: bool) -> Listing:
    """The channels with the names that people see. Where the recorder has `sockets`, the others are analogue ones.

    Whether a camera is on such a socket is not said.
    """
    named = [_named(one, names.get(one.number, "")) for one in listing.channels]
    taken = {one.number for one in named}
    if sockets:
        named += [made(number, analogue=True, name=name) for number, name in names.items() if number not in taken]
    return listed(named, listing.total + len(named) - len(taken), whole=listing.whole)


def _named(channel: Channel, name: str) -> Channel:
    said = made(channel.number, name=name).name
    return replace(channel, name=said) if said else channel


def _channel(device: str, said: dict[str, str]) -> Channel | None:
    """The channel of one slot; None if it has no number though there is something in it."""
    place = _PLACE.search(device)
    off = said.get("Enable", "").strip().lower() == "false"
    words = {_KEYS[key]: text for key, text in said.items() if key in _KEYS}
    channel = made(int(place[1]) + 1 if place else 1, online=False if off else None, analogue=False, **words)
    return channel if place is not None or not channel.is_used else None


def _once(channels: list[Channel]) -> list[Channel]:
    """The first channel of each number."""
    return list({one.number: one for one in reversed(channels)}.values())


def _lines(data: bytes) -> Iterator[str]:
    for line in data.split(b"\n", MAX_LINES)[:MAX_LINES]:
        yield line[:4_096].decode("utf-8", "replace").strip()
