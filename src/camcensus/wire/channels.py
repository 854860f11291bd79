"""What a recorder says of the cameras on its channels, in one form whoever made the recorder.

Only what tells a camera from others is kept. Names of users and passwords, which recorders hold for each camera, have
no place here; and what a text has of them is taken out.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from camcensus.wire import addresses, macs, redact
from camcensus.wire.discovery import parts

MOST = 256
"""Channels of one recorder that are taken: the largest recorders have as many."""

_HOST = re.compile(r"(?=.{0,63}[A-Za-z])[A-Za-z0-9._-]{1,253}")
_NOTHING = {"-", "--", "none", "null", "(null)", "nil", "n/a", "na", "unknown", "default", "undefined"}
_NO_MODEL = {"ip camera", "ipcamera", "ipc", "camera", "ip dome", "ipdome", "ip-camera", "network camera"}
"""Kinds of thing that some recorders give where a model is asked for (rroller/dahua, custom_components/dahua)."""
_UNSET = {"1.1.1.1", "192.168.0.0"}
"""Addresses that empty slots of some recorders bear: Amcrest and Dahua, as their users report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel; a text that is empty was not said."""

    number: int
    """As the recorder numbers it, from 1."""
    name: str = ""
    address: str = ""
    """An IP address, or the name of a host."""
    port: int = 0
    """TCP, by which the recorder reaches the camera; 0: not said."""
    protocol: str = ""
    """The language in which it does, in the recorder's words."""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    mac: str = ""
    """``aa:bb:cc:dd:ee:ff``."""
    online: bool | None = None
    analogue: bool | None = None
    """True: a socket for a coaxial cable; False: a camera on the network; None: not said."""

    @property
    def is_used(self) -> bool:
        """Whether there is a camera, as far as the recorder tells: empty slots have no address, number or signal."""
        if self.analogue:
            return self.online is not False
        return bool(self.address or self.mac or self.serial)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a recorder answered when it was asked for its channels."""

    channels: tuple[Channel, ...] = ()
    """Those on which there is a camera, in order of their numbers; `MOST` at most."""
    total: int = 0
    """How many there were, taken or not."""
    whole: bool = True
    """Whether the answer came to its end and all of it was understood."""

    @property
    def complete(self) -> bool:
        """Whether every channel that was named is in `channels`."""
        return self.whole and self.total == len(self.channels)


def made(number: str | int, *, online: bool | None = None, analogue: bool | None = None, **said: str) -> Channel:
    """A channel from texts as the recorder writes them, under the names of the fields of `Channel`.

    Each is brought into one spelling; what says nothing is left out. Raises `ValueError` for a number that is none.
    """
    count = str(number).strip()
    if not count.isascii() or not count.isdigit() or not 0 < int(count[:10]) < 1 << 31 or len(count) > 10:
        raise ValueError("a channel without a number")
    return Channel(
        number=int(count),
        name=_text(said.get("name", "")),
        address=_address(said.get("address", "")),
        port=_port(said.get("port", "")),
        protocol=_stated(said.get("protocol", "")),
        model=_model(said.get("model", "")),
        serial=_serial(said.get("serial", "")),
        firmware=_stated(said.get("firmware", "")),
        mac=_mac(said.get("mac", "")),
        online=online,
        analogue=analogue,
    )


def listed(channels: list[Channel], total: int, *, whole: bool) -> Listing:
    """The used of `channels`, `MOST` at most; `total` counts those that were seen and used."""
    used = sorted((one for one in channels if one.is_used), key=lambda one: one.number)
    return Listing(channels=tuple(used[:MOST]), total=total, whole=whole)


def together(*listings: Listing) -> Listing:
    """Several lists of one recorder as one; a number may come twice, where it numbers sockets and network apart."""
    channels = [one for listing in listings for one in listing.channels]
    return Listing(
        channels=tuple(channels[:MOST]),
        total=sum(listing.total for listing in listings),
        whole=all(listing.whole for listing in listings),
    )


def as_facts(channel: Channel) -> list[tuple[str, str]]:
    """(field, value) of everything that is stated; model, serial, firmware and MAC also where naming looks for them."""
    stated = [
        ("channel.number", str(channel.number)),
        ("channel.name", channel.name),
        ("channel.address", channel.address),
        ("channel.model", channel.model),
        ("channel.serial", channel.serial),
        ("channel.firmware", channel.firmware),
        ("channel.mac", channel.mac),
        ("channel.protocol", channel.protocol),
        ("channel.state", {True: "online", False: "offline", None: ""}[channel.online]),
        ("channel.kind", {True: "analogue", False: "network", None: ""}[channel.analogue]),
        ("model.number", channel.model),
        ("serial.number", channel.serial),
        ("firmware.version", channel.firmware),
        ("mac", channel.mac),
    ]
    return [(field, value) for field, value in stated if value]


def _text(written: str) -> str:
    return parts.clean(redact.text(parts.clean(written))[0])


def _stated(written: str) -> str:
    text = _text(written)
    return "" if text.casefold() in _NOTHING else text


def _model(written: str) -> str:
    text = _stated(written)
    return "" if text.casefold() in _NO_MODEL else text


def _serial(written: str) -> str:
    text = _stated(written)
    return "" if len(set(text)) < 2 else text


def _mac(written: str) -> str:
    found = macs.normalise(parts.clean(written))
    return found if found and macs.is_individual(found) else ""


def _port(written: str) -> int:
    text = written.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65_536 else 0


def _address(written: str) -> str:
    text = parts.clean(written)
    found = addresses.normalise(text)
    if found is None:
        return text if _HOST.fullmatch(text) and text.casefold() not in _NOTHING else ""
    known = ipaddress.ip_address(found)
    nowhere = known.is_unspecified or known.is_loopback or known.is_multicast or found == "255.255.255.255"
    return "" if nowhere or found in _UNSET else found
