"""Files into the log: whole or not at all, the same file once, those that narrow last."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import zstandard
from tests.engine.talk import MARK, with_talk
from tests.support import knowledge, log, see
from tests.workspaces import ESTATE, SCAN, make

from camcensus.engine import gather, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model import frames
from camcensus.model.errors import BrokenInput, InputError, UnknownFormat, UsageError
from camcensus.model.reading import Chunk, Context, Reading
from camcensus.sources.importers import nmap_xml

TALK = MARK.decode() + "10.0.1.5 dns.query time.example\n10.0.2.9 dns.query news.example\n"
"""A camera of `SCAN` speaks, and a host that is none."""


def read(opened: Workspace, *names: str, **wish: Any) -> list[Reading]:
    return list(gather.read(opened, [opened.folder / name for name in names], gather.Wish(**wish)))


def spoken(opened: Workspace) -> list[tuple[str, str]]:
    """(subject, value) of what was kept of `TALK`, in order of the log."""
    return opened.store.observations(fields=["dns.query"]).select("subject", "value").rows()


@pytest.fixture
def talked(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with a file of which only what has to do with cameras is kept."""
    with_talk(monkeypatch)
    (opened.folder / "talk.log").write_text(TALK)
    return opened


def test_a_scan_and_a_register_are_recognised_and_read(opened: Workspace) -> None:
    scan, register = read(opened, "scan.xml", "register.csv")
    assert (scan.format, scan.records, register.format, register.records) == (
        "nmap XML",
        2,
        "camera register (CSV)",
        2,
    )
    assert opened.store.observations().height == scan.new + register.new


def test_the_same_file_twice_adds_nothing(opened: Workspace) -> None:
    read(opened, "scan.xml")
    before = opened.store.position()
    (again,) = read(opened, "scan.xml")
    assert (again.already, opened.store.position()) == (True, before)


def test_the_same_content_under_another_name_adds_nothing(opened: Workspace) -> None:
    read(opened, "scan.xml")
    (opened.folder / "copy.xml").write_text(SCAN + "\n")
    (copy,) = read(opened, "copy.xml")
    assert copy.new == 1  # the reach of the scan, which names its file


def test_files_before_a_bad_one_are_kept_and_of_the_bad_one_nothing(opened: Workspace) -> None:
    (opened.folder / "cut.xml").write_text(SCAN[: SCAN.index("<runstats")])
    with pytest.raises(BrokenInput, match="cut off"):
        read(opened, "register.csv", "cut.xml", "scan.xml")
    assert opened.store.observations()["source"].unique().to_list() == ["importer:register-csv@1"]


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"", InputError, "empty"),
        (os.urandom(64) + b"\0\xff" * 400, UnknownFormat, "Formats that are read: "),
        (b"%PDF-1.4 nothing we read", UnknownFormat, "nothing here reads it"),
    ],
)
def test_what_nobody_reads_is_named(opened: Workspace, data: bytes, kind: type[Exception], says: str) -> None:
    (opened.folder / "x.bin").write_bytes(data)
    with pytest.raises(kind, match=says) as fault:
        read(opened, "x.bin")
    assert "x.bin" in str(fault.value)


def test_a_file_that_is_not_there_is_named(opened: Workspace) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read(opened, "nothing.xml")


def test_a_disk_that_fails_is_told(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: Path, context: Context) -> Iterator[Chunk]:
        yield Chunk(observations=frames.empty())
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(nmap_xml, "read", failing)
    with pytest.raises(InputError, match=r"scan\.xml: it cannot be read to its end: Input/output error"):
        read(opened, "scan.xml")
    assert opened.store.position() == 0


# --- address spaces -------------------------------------------------------------------------------------------------

TWO = ESTATE + '\n[[site]]\nid = "b"\nname = "B"\nbody = "dept"\nrealm = "other"\n'


def test_where_there_are_several_realms_a_scan_must_say_which(tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path, estate=TWO))
    with pytest.raises(UsageError, match="--realm with one of: main, other"):
        read(opened, "scan.xml")
    with pytest.raises(UsageError, match="no realm 'x'"):
        read(opened, "scan.xml", realm="x")
    read(opened, "scan.xml", realm="other")
    assert set(opened.store.observations()["realm"]) == {"other"}
    opened.store.close()


def test_a_register_names_its_sites_and_needs_no_realm(tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path, estate=TWO))
    read(opened, "register.csv")
    assert set(opened.store.observations()["realm"]) == {"main"}
    opened.store.close()


def test_a_camera_of_one_address_space_opens_no_door_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_talk(monkeypatch)
    opened = workspace.open_(make(tmp_path, estate=TWO))
    (tmp_path / "talk.log").write_text(TALK)
    read(opened, "scan.xml", realm="other")
    read(opened, "talk.log", realm="main")
    assert spoken(opened) == []
    opened.store.close()


def test_sites_are_known_by_id_name_and_aliases(opened: Workspace) -> None:
    assert set(gather.places(opened.settings.estate)) == {"hq", "headquarters"}


def test_progress_is_told(talked: Workspace) -> None:
    told: list[gather.Step] = []
    list(gather.read(talked, [talked.folder / name for name in ("talk.log", "scan.xml")], progress=told.append))
    assert told == [
        gather.Step(name="scan.xml", records=2, size=len(SCAN)),
        gather.Step(name="talk.log", records=1, done=len(TALK), size=len(TALK)),
    ]


# --- what narrows ---------------------------------------------------------------------------------------------------


def test_files_that_narrow_come_last_and_see_what_the_others_told(talked: Workspace) -> None:
    scan, talk = read(talked, "talk.log", "scan.xml")
    assert (scan.format, talk.format) == ("nmap XML", "talk")
    assert spoken(talked) == [("ip:10.0.1.5", "time.example")]
    assert talk.left_out == {"lines of hosts that have nothing to do with cameras": 1}


def test_one_that_narrows_is_read_again_after_the_log_came_to_know_more(talked: Workspace) -> None:
    assert [one.new for one in read(talked, "talk.log")] == [0]
    assert [one.already for one in read(talked, "talk.log")] == [True]
    _, talk = read(talked, "scan.xml", "talk.log")
    assert (talk.already, talk.new) == (False, 1)
    position = talked.store.position()
    assert [one.already for one in read(talked, "talk.log", "scan.xml")] == [True, True]
    assert talked.store.position() == position


def test_what_says_nothing_of_cameras_is_no_reason_to_read_again(talked: Workspace) -> None:
    read(talked, "scan.xml", "talk.log")
    (talked.folder / "more.jsonl").write_text(
        '{"subject": "ip:10.0.2.9", "field": "http.title", "value": "Intranet"}\n'
    )
    workspace.keep_versions(talked)
    more, talk = read(talked, "more.jsonl", "talk.log")
    assert (more.new, talk.already) == (1, True)


def test_one_that_narrows_sees_what_another_told_before_it(talked: Workspace) -> None:
    found = MARK.decode() + "10.0.1.5 mac 00:11:22:33:44:55\n"
    first, then = talked.folder / "a.log", talked.folder / "b.log"
    first.write_text(found)
    then.write_text(MARK.decode() + "00:11:22:33:44:55 dns.query x.example\n")
    (talked.folder / "known.jsonl").write_text('{"subject": "ip:10.0.1.5", "field": "rtsp.server", "value": "x"}\n')
    read(talked, "known.jsonl", "a.log", "b.log")
    assert [value for _, value in spoken(talked)] == ["x.example"]


def test_what_a_file_says_of_another_address_space_marks_nothing_in_its_own() -> None:
    rows = [see(f"ip:10.0.0.{n}", ("rtsp.server", "x"), realm=realm) for n, realm in enumerate(("main", "other"))]
    chunk = Chunk(observations=log(rows).drop("position"))
    found: set[str] = set()
    context = Context(body="dept", realm="main", file="", name="", vocabulary=knowledge().vocabulary)
    assert list(gather._marking(iter([chunk]), context, found)) == [chunk]
    assert found == {"10.0.0.0"}


def test_everything_is_kept_for_a_reason_that_the_log_holds(talked: Workspace) -> None:
    read(talked, "talk.log")
    (talk,) = read(talked, "talk.log", keep_all="  warrant\n12 ")
    assert (talk.new, talk.left_out) == (2, {})
    ((_, key),) = talked.store.records("keep-all")
    assert talked.store.payload("keep-all", key) == b"warrant 12"


@pytest.mark.parametrize("reason", ["", " \n"])
def test_everything_is_not_kept_without_a_reason(talked: Workspace, reason: str) -> None:
    with pytest.raises(UsageError, match="only for a reason"):
        read(talked, "talk.log", keep_all=reason)
    assert talked.store.position() == 0


# --- folders, pipes, compressed files ---------------------------------------------------------------------------------


def test_every_file_of_a_folder_is_read_in_order(talked: Workspace) -> None:
    given = talked.folder / "given"
    (given / "scans").mkdir(parents=True)
    for name, text in (("a.log", TALK), ("b.jpg", "photo"), ("scans/scan.xml", SCAN), ("scans/cut.xml", SCAN[:900])):
        (given / name).write_text(text)
    done = read(talked, "given", "register.csv")
    assert [(one.name, bool(one.failed)) for one in done] == [
        ("b.jpg", True),
        ("scans/cut.xml", True),
        ("scans/scan.xml", False),
        ("register.csv", False),
        ("a.log", False),
    ]
    assert done[0].failed == "nothing here reads it."
    assert done[1].failed.startswith("line ")
    assert "cut.xml" not in done[1].failed
    assert [value for _, value in spoken(talked)] == ["time.example"]


def test_what_must_be_said_is_asked_for_also_where_a_folder_is_named(tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path / "ws", estate=TWO))
    (opened.folder / "given").mkdir()
    (opened.folder / "given" / "scan.xml").write_text(SCAN)
    with pytest.raises(UsageError, match=r"given/scan\.xml: the estate has more than one address space"):
        read(opened, "given")
    opened.store.close()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress], ids=["gz", "zst"])
@pytest.mark.parametrize("first", ["scan.xml", "scan.packed"])
def test_a_compressed_file_is_the_file_that_it_holds(opened: Workspace, pack: object, first: str) -> None:
    (opened.folder / "scan.packed").write_bytes(pack(SCAN.encode()))  # type: ignore[operator]
    (other,) = {"scan.xml", "scan.packed"} - {first}
    scan, again = read(opened, first, other)
    assert (scan.format, scan.records, scan.remarks, again.already) == ("nmap XML", 2, (), True)


def test_a_compressed_file_that_is_cut_is_read_as_far_as_it_goes(opened: Workspace) -> None:
    lines = "".join(f'{{"subject": "ip:10.0.9.{n}", "field": "http.title", "value": "x"}}\n' for n in range(200))
    (opened.folder / "cut.gz").write_bytes(gzip.compress(lines.encode())[:-9])
    (done,) = read(opened, "cut.gz")
    assert (done.new, [one.what for one in done.remarks]) == (
        200,
        ["the compressed file is cut off or damaged: it was read up to there"],
    )


def test_standard_input_is_read_and_put_off_like_a_file(talked: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    given = SimpleNamespace(buffer=io.BytesIO(gzip.compress(TALK.encode())))
    monkeypatch.setattr("sys.stdin", given)
    scan, talk = gather.read(talked, [Path("-"), talked.folder / "scan.xml"])
    assert (scan.name, talk.name, talk.records) == ("scan.xml", "standard input", 1)
    with pytest.raises(InputError, match="standard input: it is empty"):
        list(gather.read(talked, [Path("-")]))
    assert read(talked, "talk.log")[0].already
