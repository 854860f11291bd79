"""Which devices an estate of a given size has: all families in turn, the weak spread evenly over those of cameras."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Iterator, Mapping, Sequence

from tests.fleet import family
from tests.fleet.device import Device
from tests.fleet.family import Family
from tests.fleet.stream import Service
from tests.fleet.weak import KINDS, Weakness
from tests.fleet.web import Page, Web


def estate(
    addresses: Sequence[str],
    *,
    cameras: int,
    others: int,
    weak: float = 0.1,
    ports: Mapping[int, int] | None = None,
    login: tuple[str, str] | None = None,
    families: Sequence[Family] | None = None,
) -> list[Device]:
    """Devices for the first `cameras + others` of the addresses. `weak`: which part of the cameras breaks easily.

    `login`: user and password that all of them accept; None: none is right.

    Raises `ValueError` if there are too few addresses.
    """
    if len(addresses) < cameras + others:
        raise ValueError(f"{cameras + others} devices want as many addresses; there are {len(addresses)}")
    known = families if families is not None else list(family.every().values())
    of_cameras = [one for one in known if one.is_camera]
    of_others = [one for one in known if not one.is_camera]
    kinds = _weaknesses(len(of_cameras) or 1, cameras, weak)
    devices = []
    for number in range(cameras):
        kind = of_cameras[number % len(of_cameras)]
        devices.append(Device(kind, addresses[number], number, weak=kinds[number], login=login, ports=ports))
    for number in range(others):
        kind = of_others[number % len(of_others)]
        devices.append(Device(kind, addresses[cameras + number], cameras + number, login=login, ports=ports))
    return devices


def _weaknesses(families: int, cameras: int, part: float) -> list[Weakness | None]:
    """For each camera its weakness or None: every so many of a family, each time another kind."""
    if part <= 0:
        return [None] * cameras
    every = max(1, round(1 / part))
    kinds = list(KINDS.values())
    found: list[Weakness | None] = []
    for number in range(cameras):
        which, turn = number % families, number // families
        if (turn + which) % every:
            found.append(None)
        else:
            found.append(kinds[(which + (turn + which) // every) % len(kinds)]())
    return found


def scattered(network: str, count: int, *, seed: int = 7) -> list[str]:
    """Host addresses of an IPv4 network, drawn without order; the same for the same seed. Raises `ValueError`."""
    block = ipaddress.ip_network(network)
    if count > block.num_addresses - 2:
        raise ValueError(f"{network} has no {count} addresses for hosts")
    first = int(block.network_address)
    # No test needs it to be secret: it must be the same in every run.
    drawn = random.Random(seed).sample(range(1, block.num_addresses - 1), count)  # noqa: S311
    return [str(ipaddress.ip_address(first + offset)) for offset in drawn]


def loopback(count: int) -> list[str]:
    """Addresses 127.77.x.y in order; Linux answers on them without being told. Raises `ValueError` over 60,000."""
    if count > 60_000:
        raise ValueError("there are 60,000 addresses at most")
    return [f"127.77.{number // 254}.{1 + number % 254}" for number in range(count)]


def banners(addresses: Sequence[str], *, port: int = 80) -> list[Device]:
    """Devices that all have one page on one port, for a bench of a whole network with a single listening socket."""
    page = Page(200, headers={"Server": "nginx"}, body="<html><head><title>Welcome</title></head></html>")
    tcp: dict[int, Service] = {port: Web({"/": page}, unknown=Page(404), denied=Page(401))}
    kind = Family(id="banner", kind="not-camera", brand="", maker="", models=["banner"], tcp=tcp)
    return [Device(kind, address, number) for number, address in enumerate(addresses)]


def truth(devices: Sequence[Device]) -> Iterator[dict[str, object]]:
    """What each device is, for scoring what was found."""
    for device in devices:
        kind = device.family
        yield {
            "address": device.address,
            "family": kind.id,
            "class": kind.kind,
            "brand": kind.brand or None,
            "maker": kind.maker or None,
            "model": device.values["model"],
            "firmware": device.values["firmware"],
            "held_out": kind.held_out,
            "mac": device.values["mac"],
            "tcp": sorted(device.port(port) for port in kind.tcp),
            "udp": sorted({device.port(one.port) for one in kind.udp}),
            "kind": f"weak:{device.weak.name}" if device.weak is not None else "normal",
        }


def log(devices: Sequence[Device]) -> Iterator[dict[str, object]]:
    """What each device was asked, and what became of it."""
    for device in devices:
        counters = device.counters
        yield {
            "address": device.address,
            "family": device.family.id,
            "kind": f"weak:{device.weak.name}" if device.weak is not None else "normal",
            "connections": counters.connections,
            "concurrent": counters.concurrent,
            "bytes_in": counters.bytes_in,
            "datagrams": counters.datagrams,
            "requests": counters.requests,
            "credentials": counters.credentials,
            "failed_logins": counters.failed_logins,
            "writes": counters.writes,
            "harmed": counters.harmed,
            "died": counters.died,
        }
