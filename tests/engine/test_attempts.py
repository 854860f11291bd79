"""Whole runs of attempts on this machine: what was permitted, what was sent, what is in the log; and every refusal."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from tests.engine.runs import RUN, rows, told
from tests.scopes import ATTEMPTS, write
from tests.scopes import attempts as read
from tests.serving import free, serving, silent
from tests.workspaces import ESTATE, make

from camcensus.engine import attempts as engine
from camcensus.engine import workspace
from camcensus.engine.attempts import Result, Wish
from camcensus.engine.scope import Read
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import CamcensusError, InputError, SettingsError, UsageError
from camcensus.model.estate import Body, Estate, Site, Zone
from camcensus.model.reading import Reading
from camcensus.sources.loop import Loop

ZONES = """
[[zone]]
id = "here"
site = "hq"
kind = "camera"
cidrs = ["127.0.0.1"]

[[zone]]
id = "there"
site = "hq"
kind = "core"
cidrs = ["127.0.0.2-127.0.0.7"]
"""
ONE = """
[[attempt]]
addresses = "127.0.0.2"
ports = [{port}, 1]
"""


def text(port: int, *more: str, zone: str = "here") -> str:
    """A scope in which ports of 127.0.0.2 are tried from a zone."""
    head = ATTEMPTS.partition("\n[[attempt]]")[0].replace('zone = "cameras"', f'zone = "{zone}"')
    return head + ONE.format(port=port) + "".join(more)


def tried(folder: Path, scope: str, name: str = RUN, **more: object) -> Result:
    return engine.attempt(Wish(scope=write(folder, scope), out=folder / name), **more)  # type: ignore[arg-type]


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    return make(tmp_path / "ws", estate=ESTATE + ZONES)


def into(home: Path, scope: Path, out: Path) -> tuple[Result, list[Reading], Workspace]:
    opened = workspace.open_(home)
    try:
        result, readings = engine.into(opened, Wish(scope=scope, out=out), stop=lambda: "")
    finally:
        opened.store.close()
    return result, readings, opened


# --- a run ---------------------------------------------------------------------------------------------------------


def test_what_came_of_each_is_in_the_file_and_not_a_byte_was_sent(tmp_path: Path) -> None:
    port = free()
    with serving([2], port=port) as served, silent(4, port):
        result = tried(tmp_path, text(port, f'\n[[attempt]]\naddresses = "127.0.0.4"\nports = [{port}]\n'))
    assert (result.why, result.zone) == ("done", "here")
    assert [(one.address, one.port, one.answer, one.times) for one in result.tried] == [
        ("127.0.0.2", port, "open", 1),
        ("127.0.0.2", 1, "refused", 1),
        ("127.0.0.4", port, "silent", 1),
    ]
    assert served.connections == {"127.0.0.2": 1}
    assert served.lines == []
    noted = {(one["address"], one["port"]): one["answer"] for one in told(tmp_path / RUN, "run.tried")}
    assert noted == {(one.address, one.port): one.answer for one in result.tried}
    assert {one["zone"] for one in told(tmp_path / RUN, "run.tried")} == {"here"}
    (spent,) = [one for one in told(tmp_path / RUN, "run.spent") if one["address"] == "127.0.0.2"]
    assert spent["connections"] == 2
    assert max(spent["bytes"]) <= 2, "the system counts the beginning and the end of a connection as a byte each"
    (ended,) = told(tmp_path / RUN, "run.ended")
    assert ended["why"] == "done"
    assert {row["subject"].partition(":")[0] for row in rows(tmp_path / RUN)} == {"run"}, "it says nothing of a device"


def test_who_permitted_it_is_on_disk_before_the_first_packet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    ran = Loop.run

    def watched(loop: Loop) -> str:
        seen.append([row["field"] for row in rows(tmp_path / RUN)])
        return ran(loop)

    monkeypatch.setattr(Loop, "run", watched)
    kept: list[Read] = []
    tried(tmp_path, text(free()), keep=kept.append)
    assert seen == [["run.scope", "run.stood"]]
    (head,) = told(tmp_path / RUN, "run.scope")
    assert (head["authorised_by"], head["probes"]) == ("A. Example, head of security", ["attempts"])
    assert head["scope_sha256"] == kept[0].sha256
    (stood,) = told(tmp_path / RUN, "run.stood")
    assert stood["zone"] == "here"
    assert "127.0.0.1" in stood["addresses"]


def test_a_run_that_is_stopped_says_of_each_what_is_not_known(tmp_path: Path) -> None:
    port = free()
    with silent(2, port):
        result = tried(tmp_path, text(port).replace("connect_ms = 150", "connect_ms = 9000"), stop=_after(0.3))
    assert result.why == "stopped by hand"
    assert [(one.answer, one.times, one.why) for one in result.tried] == [
        ("unjudged", 1, "stopped by hand"),
        ("not-tried", 0, "stopped by hand"),
    ]
    assert [one["answer"] for one in told(tmp_path / RUN, "run.tried")] == ["unjudged", "not-tried"]


def _after(seconds: float) -> Callable[[], str]:
    until = time.monotonic() + seconds
    return lambda: "stopped by hand" if time.monotonic() > until else ""


def test_the_hours_are_over_while_it_goes_on(tmp_path: Path) -> None:
    times = iter([datetime(2026, 11, 27, tzinfo=UTC)] * 8)

    def clock() -> datetime:
        return next(times, datetime(2100, 1, 1, tzinfo=UTC))

    port = free()
    with silent(2, port):
        result = tried(tmp_path, text(port).replace("connect_ms = 150", "connect_ms = 9000"), clock=clock)
    assert "the scope ended" in result.why
    assert result.tried[1].answer == "not-tried"


# --- refused before anything is sent -------------------------------------------------------------------------------


def test_a_closed_window_a_file_there_is_and_a_wrong_scope(tmp_path: Path) -> None:
    with serving([2]) as served:
        with pytest.raises(UsageError, match=r"nothing may be tried now: the scope ended.*window changed"):
            tried(tmp_path, text(served.port), clock=lambda: datetime(2101, 1, 1, tzinfo=UTC))
        assert not (tmp_path / RUN).exists()
        (tmp_path / RUN).write_text("kept")
        with pytest.raises(UsageError, match="such a file already"):
            tried(tmp_path, text(served.port))
        assert (tmp_path / RUN).read_text() == "kept"
        with pytest.raises(InputError):
            engine.attempt(Wish(scope=tmp_path / "none.toml", out=tmp_path / "x"))
        with pytest.raises(SettingsError, match="neither an interface nor an address"):
            tried(tmp_path, text(served.port).replace('zone = "here"', 'zone = "here"\nsource = "eth99"'), "x")
    assert served.connections == {}


def estate_of(*zones: Zone, realm: str = "main") -> Estate:
    return Estate(
        bodies=(Body(id="dept", name="D"),),
        sites=(
            Site(id="hq", name="HQ", body="dept", realm=realm),
            Site(id="far", name="Far", body="dept", realm="far"),
        ),
        zones=zones,
    )


CAMERAS = Zone(id="cameras", site="hq", kind="camera", cidrs=("127.0.0.1",))
CORE = Zone(id="core", site="hq", kind="core", cidrs=("127.0.0.2-127.0.0.9",))
FAR = Zone(id="cameras", site="far", kind="camera", cidrs=("127.0.0.1",))
HERE = ["127.0.0.1", "::1"]


@pytest.mark.parametrize(
    ("zones", "here", "says"),
    [
        ((CORE,), HERE, "the estate has no zone 'cameras'. Zone = one of: core"),
        ((), HERE, "one of: none yet"),
        ((Zone(id="cameras", site="hq", kind="camera", vlans=(40,)), CORE), HERE, "has no addresses"),
        ((CAMERAS, CORE), ["192.0.2.7"], "this machine has no address in the zone 'cameras'"),
        ((FAR, CORE), HERE, "target 1, 127.0.0.2, lies in realm 'main', and the collector stands in 'far'"),
        ((CAMERAS,), HERE, "target 1, 127.0.0.2, lies outside the core network, as the collector does"),
        (
            (Zone(id="cameras", site="hq", kind="core", cidrs=("127.0.0.1",)), CORE),
            HERE,
            "target 1, 127.0.0.2, lies in the core network, as the collector does",
        ),
    ],
)
def test_a_place_that_cannot_be(tmp_path: Path, zones: tuple[Zone, ...], here: list[str], says: str) -> None:
    found = read(tmp_path, ATTEMPTS.replace("127.0.0.1-127.0.0.2", "127.0.0.2").replace("127.0.0.4", "127.0.0.3"))
    with pytest.raises(SettingsError) as fault:
        engine.check_places(found, estate_of(*zones), here)
    assert says in str(fault.value)
    assert "scope.toml, line" in fault.value.where
    assert fault.value.mend


def test_a_place_that_can_be(tmp_path: Path) -> None:
    text = ATTEMPTS.replace("127.0.0.1-127.0.0.2", "127.0.0.2").replace("127.0.0.4", "127.0.0.3")
    engine.check_places(read(tmp_path, text), estate_of(CAMERAS, CORE), HERE)
    engine.check_places(read(tmp_path, text), estate_of(CAMERAS, CORE), [])
    inside = Zone(id="cameras", site="hq", kind="core", cidrs=("127.0.0.1",))
    engine.check_places(read(tmp_path, text), estate_of(inside), HERE)


# --- in a workspace ------------------------------------------------------------------------------------------------


def test_in_a_workspace_the_scope_and_the_run_go_into_the_log(tmp_path: Path, estate: Path) -> None:
    with serving([2]) as served:
        scope = write(tmp_path, text(served.port))
        result, (reading,), _ = into(estate, scope, estate / "runs" / RUN)
    assert (result.why, reading.failed) == ("done", "")
    opened = workspace.open_(estate)
    try:
        found = opened.store.observations().filter(pl.col("field") == "run.tried")
        assert found["realm"].to_list() == ["main", "main"]
        assert opened.store.payload("scope", bytes.fromhex(read(tmp_path, scope.read_text()).sha256))
    finally:
        opened.store.close()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('zone = "here"', 'zone = "cameras"', "this machine has no address in the zone 'cameras'"),
        ('zone = "here"', 'zone = "office"', "the estate has no zone 'office'"),
        ('addresses = "127.0.0.0/29"', 'addresses = "127.0.0.0/29"\nrealm = "x"', "the estate has no realm 'x'"),
        ("[authority]", 'body = "x"\n[authority]', "the estate has no body 'x'"),
    ],
)
def test_what_the_estate_does_not_have_is_said_before_anything_is_sent(
    tmp_path: Path, estate: Path, old: str, new: str, says: str
) -> None:
    with serving([2]) as served:
        scope = write(tmp_path, text(served.port).replace(old, new, 1))
        with pytest.raises(CamcensusError, match=says):
            into(estate, scope, estate / "runs" / RUN)
    assert served.connections == {}
    assert not (estate / "runs").exists()
