"""The console over HTTP: a register of a million devices at two thousand sites, looked at by twenty people at once.

The estate is the example's, over and over. The peer of a page is the bare SQL of its rows, by as many at once.
"""

from __future__ import annotations

import random
import re
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import PIPE, Popen

import httpx
import polars as pl
import uvicorn

from camcensus.engine import demo, register, workspace
from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Beside, Desk, Held
from camcensus.faces.web import app, front_end
from camcensus.faces.web.files import Files
from camcensus.model.access import EVERYTHING, Person, Role
from camcensus.model.assessment import Assessment
from camcensus.model.estate import Estate

COUNT, COPIES, USERS, ASKED = 1_000_000, 700, 20, 30
DAY, WORD = date(2026, 11, 23), "three odd words"
PAUSE = 1.0
"""Seconds that a person looks at a page before they ask for the next."""


def run(count: str = f"{COUNT}") -> None:
    """Bars: each page under 150 ms at the 95th percentile, and 3 times the bare SQL or 50 ms; 200 KB."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "bench.console", "serve", name, count, f"{port}"]
        with Popen(command, stdout=PIPE, text=True) as server:
            try:
                print(server.stdout.readline() if server.stdout else "", end="", flush=True)
                _wait(port)
                _look(home, f"http://127.0.0.1:{port}")
            finally:
                server.terminate()
        _peer(next(home.glob("register/*/register.db")))


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def serve(name: str, count: str, port: str) -> None:
    """The server, in a process of its own."""
    home = Path(name)
    began = time.perf_counter()
    made = many(demo.demo(home).assessment, int(count))
    opened = workspace.open_(home)
    kept = register.keep(opened, made)
    opened.store.close()
    slim = replace(made, seen=pl.DataFrame(), claims=made.claims.clear())
    desk = Desk(home, lambda: DAY)
    desk.hold(Held(slim, kept, Beside(differences=pl.DataFrame(schema={"device": pl.String})), 0))
    gate = Gatekeeper(home)
    ada = gate.accept(gate.first() or "", "Ada", WORD)
    gate.accept(gate.invite(ada, Person(name="Olga", role=Role.OFFICER, reach=EVERYTHING)), "Olga", WORD)
    print(f"   {made.devices.height:,} devices made and written in {time.perf_counter() - began:.0f} s", flush=True)
    served = app.make(home, gate, desk, Files(front_end.served()))
    uvicorn.run(served, host="127.0.0.1", port=int(port), log_level="error")


def many(one: Assessment, count: int) -> Assessment:
    """The example's devices over and over, each copy under names of its own, at `COPIES` copies of its sites."""
    times = -(-count // one.devices.filter("candidate").height)
    copy = pl.int_range(pl.len()) // one.devices.height
    names = _again(one.devices, times).with_columns(copy=copy)
    site = pl.format("{}-{}", "site", pl.col("copy") % COPIES)
    device = pl.format("{}{}", pl.col("device").str.slice(0, 8), pl.col("copy").cast(pl.String).str.zfill(8))
    devices = names.with_columns(
        device=device, label=pl.format("{}-{}", "label", "copy"), site=site,
        names=pl.concat_list(pl.format("host:{}-{}", "label", "copy")),
    ).drop("copy")  # fmt: skip

    def renamed(frame: pl.DataFrame, again: int) -> pl.DataFrame:
        tiled = _again(frame, again).with_columns(copy=pl.int_range(pl.len()) // max(frame.height, 1))
        return tiled.with_columns(device=device).drop("copy")

    found = _again(one.findings, times).with_columns(copy=pl.int_range(pl.len()) // one.findings.height)
    subject = pl.when(pl.col("device").is_null()).then(pl.format("{}-{}", "subject", "copy")).otherwise(
        pl.format("device:{}", device)
    )  # fmt: skip
    findings = found.with_columns(subject=subject, device=device, site=site).drop("copy")
    few = [one.claims.group_by("device").head(6), one.seen.group_by("device").head(6)]
    sites = tuple(
        replace(site, id=f"{site.id}-{n}", name=f"{site.name} {n}", aliases=())
        for n in range(COPIES)
        for site in one.estate.sites
    )
    return replace(
        one, devices=devices.sort("device"), findings=findings, claims=renamed(few[0], times),
        seen=renamed(few[1], times), doubts=renamed(one.doubts, times), coverage=(),
        estate=Estate(bodies=one.estate.bodies, sites=sites),
    )  # fmt: skip


def _again(frame: pl.DataFrame, times: int) -> pl.DataFrame:
    return pl.concat([frame] * times)


def _look(home: Path, base: str) -> None:
    sessions = [_signed_in(base) for _ in range(USERS)]
    rng = random.Random(1)
    register_ = register.current(home)
    words = {
        facet: [word for word, _ in register_.options(EVERYTHING, facet)][:40] for facet in ("site", "label", "gravest")
    }
    ids = [row[0] for row in sqlite3.connect(next(home.glob("register/*/register.db"))).execute(
        "SELECT device FROM device ORDER BY random() LIMIT 2000"
    )]  # fmt: skip

    def filtered() -> str:
        chosen = rng.sample(sorted(words), rng.randint(1, 2))
        return "/devices?" + "&".join(f"{one}={rng.choice(words[one]) or 'not-known'}" for one in chosen)

    pages: dict[str, Callable[[], str]] = {
        "first page": lambda: "/devices", "filtered page": filtered,
        "one device": lambda: f"/devices/{rng.choice(ids)}", "position": lambda: "/", "sites": lambda: "/sites",
    }  # fmt: skip
    for what, path in pages.items():
        first = time.perf_counter()
        size = _weight(sessions[0], path())
        first = time.perf_counter() - first
        for pause in (PAUSE, 0.0):
            _many(what, lambda number, path=path: _got(sessions[number], path()), pause)  # type: ignore[misc]
        print(f"   {what:<16} {size / 1024:6.0f} KB with styles and scripts; the first took {first * 1e3:.0f} ms")


def _got(client: httpx.Client, path: str) -> httpx.Response:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code} {answer.text[:500]}")
    return answer


def _signed_in(base: str) -> httpx.Client:
    client = httpx.Client(base_url=base, timeout=60)
    client.post("/sign-in", data={"name": "Olga", "password": WORD, "next": "/me"})
    _got(client, "/me")
    return client


def _weight(client: httpx.Client, path: str) -> int:
    """Bytes that come over the wire for a page that nothing of was asked before."""
    page = _got(client, path)
    size = int(page.headers["content-length"])
    for name in dict.fromkeys(re.findall(r'"(/files/[^"]+)"', page.text)):
        size += int(client.get(name).headers["content-length"])
    return size


def _peer(path: Path) -> None:
    """Fifty rows by one column with an index, and one device with its findings, as bare SQL."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE INDEX bare_by_model ON device (model)")
    ids = [row[0] for row in connection.execute("SELECT device FROM device ORDER BY random() LIMIT 2000")]
    models = [row[0] for row in connection.execute("SELECT DISTINCT model FROM device")]
    connection.close()
    rng = random.Random(1)

    def rows(_: int) -> None:
        asked = sqlite3.connect(path)
        asked.execute("SELECT * FROM device WHERE model = ? ORDER BY n LIMIT 50", (rng.choice(models),)).fetchall()
        asked.close()

    def device(_: int) -> None:
        asked = sqlite3.connect(path)
        (n,) = asked.execute("SELECT n FROM device WHERE device = ?", (rng.choice(ids),)).fetchone()
        asked.execute("SELECT * FROM finding WHERE n = ?", (n,)).fetchall()
        asked.close()

    for what, ask in (("bare SQL: rows", rows), ("bare SQL: device", device)):
        for pause in (PAUSE, 0.0):
            _many(what, ask, pause)


def _many(what: str, ask: Callable[[int], object], pause: float) -> None:
    """Twenty at once: each asks, and looks at what comes for so long."""

    def user(number: int) -> list[float]:
        found = []
        time.sleep(random.random() * pause)
        for _ in range(ASKED):
            start = time.perf_counter()
            ask(number)
            found.append(time.perf_counter() - start)
            time.sleep(pause)
        return found

    with ThreadPoolExecutor(USERS) as pool:
        times = sorted(one for some in pool.map(user, range(USERS)) for one in some)
    middle, late = times[len(times) // 2] * 1e3, times[len(times) * 95 // 100] * 1e3
    how = f"looking {pause:g} s at each" if pause else "without pause"
    print(f"   {what:<16} median {middle:7.1f} ms, 95th percentile {late:7.1f} ms, {USERS} at once {how}", flush=True)


if __name__ == "__main__":
    serve(*sys.argv[2:])
