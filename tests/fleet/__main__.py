"""Serve a simulated estate until it is told to stop (SIGINT or SIGTERM).

    python -m tests.fleet --cameras 2000 --others 3000 --network 10.77.0.0/16 --truth truth.jsonl --log log.jsonl
    python -m tests.fleet --cameras 20 --others 10 --loopback
    python -m tests.fleet --single-port 80 --cameras 3328 --network 10.0.0.0/16

With ``--network`` it makes two namespaces and moves into one; the name of the other, where a scanner is to run, stands
on the first line: ``namespace: NAME``. Then comes ``ready: N devices``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.fleet import population
from tests.fleet.device import Device
from tests.fleet.fleet import Fleet
from tests.fleet.network import Network

_MANY = 1_000


def main(arguments: list[str] | None = None) -> int:
    """Run it; 0 when it was stopped and no fault of its own came up."""
    asked = _parser().parse_args(arguments)
    count = asked.cameras + asked.others
    addresses = (
        population.loopback(count) if asked.loopback else population.scattered(asked.network, count, seed=asked.seed)
    )
    if asked.single_port:
        devices = population.banners(addresses, port=asked.single_port)
    else:
        devices = population.estate(addresses, cameras=asked.cameras, others=asked.others, weak=asked.weak)
    if asked.truth:
        _write(asked.truth, population.truth(devices))
    # Namespaces are removed also if it is stopped while it starts.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with contextlib.ExitStack() as stack:
        network = None
        if not asked.loopback:
            network = stack.enter_context(Network(asked.network, addresses))
            if asked.loss:
                network.loss(asked.loss)
            network.join(network.fleet)
            print(f"namespace: {network.scanner}", flush=True)
        try:
            return _serve(devices, network, asked.single_port)
        except (OSError, ValueError) as error:
            sys.exit(f"the fleet cannot be there: {error}")
        finally:
            if asked.log:
                _write(asked.log, population.log(devices))


def _serve(devices: list[Device], network: Network | None, single_port: int) -> int:
    def bury(device: Device) -> None:
        if network is not None:
            network.bury(device.address)

    fleet = Fleet(
        devices,
        # On loopback each device has its own sockets, so that who looks for them can have the port on other addresses.
        shared_udp=network is not None or len(devices) > _MANY,
        interface=network.interface if network is not None else "",
        single_port=single_port,
        bury=bury,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: fleet.stop())
    if fleet.unseen:
        print(f"half-open connections are not watched: {fleet.unseen}", file=sys.stderr)
    print(f"ready: {len(devices)} devices", flush=True)
    fleet.run()
    fleet.close()
    for fault in fleet.loop.errors:
        print(fault, file=sys.stderr)
    return 1 if fleet.loop.errors else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fleet", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cameras", type=int, default=40, help="cameras, recorders and the like")
    parser.add_argument("--others", type=int, default=20, help="devices that are none")
    parser.add_argument("--weak", type=float, default=0.1, help="the part of the cameras that breaks easily")
    parser.add_argument("--single-port", type=int, default=0, help="one page on this port of all devices, nothing else")
    parser.add_argument("--loss", type=float, default=0.0, help="per cent of packets that are lost on the wire")
    parser.add_argument("--seed", type=int, default=7, help="which addresses of the network are alive")
    parser.add_argument("--truth", type=Path, help="write what each device is, as JSON lines")
    parser.add_argument("--log", type=Path, help="write what each device was asked, as JSON lines, at the end")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--network", help="the network in which they live, in namespaces of its own")
    where.add_argument("--loopback", action="store_true", help="on 127.77.x.y of this machine")
    return parser


def _write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
