"""What tests of runs share: accounts, visits, the rows of a run's file, and a run that met everything it can meet."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.scopes import RANGE, SCOPE

from camcensus.engine import bundle
from camcensus.engine.scope import Read
from camcensus.sources.governor import Account
from camcensus.sources.steps import Exchange, Saw, Script, Target, saw
from camcensus.sources.visit import Probe, Visit
from camcensus.wire import addresses
from camcensus.wire.addresses import Span

RUN = "run.jsonl"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def now() -> datetime:
    return NOON


def span(text: str) -> Span:
    return addresses.span(text)


def account(address: str, **more: Any) -> Account:
    return Account(address=address, number=addresses.number(address), realm="main", **more)


def visit(of: Account, *saws: Saw) -> Visit:
    made = Visit(target=Target(address=of.address), account=of, now=now)
    for one in saws:
        made.saw("probe:test@1", one)
    return made


def rows(data: bytes | Path) -> list[dict[str, Any]]:
    text = data.read_bytes() if isinstance(data, Path) else data
    return [json.loads(line) for line in text.splitlines()]


def told(data: bytes | Path, field: str) -> list[dict[str, Any]]:
    """What the run says in one field."""
    return [json.loads(row["value"]) for row in rows(data) if row["field"] == field]


def story(path: Path, found: Read, *, why: str = "stopped by hand") -> None:
    """A run that met everything a run can meet: the last octet says whom."""
    with bundle.begin(path, found, now) as made:
        made.head(found, [18080], [])
        for last, whole in ((1, True), (2, False)):
            device = account(f"127.0.0.{last}", connections=2, packets_sent=5, packets_received=4, sent=9, received=99)
            made.begun(device)
            made.visit(visit(device, Saw(field="http.title", value=f"caf\u00e9 {last}")), device, whole=whole)
        made.begun(account("127.0.0.3"))
        made.spans("run.silent", [span("127.0.0.5-127.0.0.6")], passes=1)
        made.spans("run.cut_off", [span("127.0.0.4")], connections_each=3)
        made.spans("run.unjudged", [span("127.0.0.7")])
        made.reach([span("127.0.0.1")], "main")
        made.note("run.ended", {"why": why})


def hello(target: Target, port: int) -> Script:
    """Say a line and note what comes back."""
    reply = yield Exchange(port=port, data=b"hello\n", whole=lambda data: data.endswith(b"\n"), seconds=1.0)
    if reply.data:
        yield saw("http.server", reply.data.strip())


def known(ask: Callable[[Target, int], Script], port: int, *asks: str) -> Probe:
    return Probe(id="test", version=1, order=1, asks=frozenset(asks or ("port",)), ports=frozenset({port}), ask=ask)


def over(*numbers: int) -> str:
    """A scope of these last octets."""
    return SCOPE.replace(RANGE, "\n[[range]]\n".join(f'addresses = "127.0.0.{one}"' for one in numbers))


def secrets_file(folder: Path, password: str, mode: int = 0o600) -> Path:
    path = folder / "secrets.toml"
    path.write_text(
        f'[[device]]\naddresses = ["127.0.0.1"]\nuser = "inventory"\npassword = {json.dumps(password)}\n'
        f'[[snmp]]\nname = "cameras"\ncommunity = {json.dumps(password)}\n'
    )
    path.chmod(mode)
    return path
