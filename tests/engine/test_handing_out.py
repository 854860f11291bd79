"""A document shows of the estate what its reader reaches; what speaks of all of it goes to those who reach all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from tests.support import AS_OF
from tests.workspaces import ESTATE, make

from camcensus.engine import assess, gather, handing_out, issued, publish, workspace
from camcensus.engine.handing_out import Wanted
from camcensus.engine.workspace import Workspace
from camcensus.model.access import EVERYTHING, NOTHING, Person, Reach, Role
from camcensus.model.assessment import Assessment
from camcensus.model.errors import AccessRefused, UsageError

COUNCIL = """
[[body]]
id = "council"
name = "Secretly Council"

[[site]]
id = "hall"
name = "Secretly Hall"
body = "council"
realm = "hall-net"
[site.sensitive]
used_by_ministers = { answer = "yes", said_by = "Secretly Said", said_on = 2026-01-01 }

[[zone]]
id = "secretly-zone"
site = "hall"
kind = "camera"
cidrs = ["10.9.1.0/24"]
"""
WAIVER = """
[[waiver]]
id = "secretly-waived"
clauses = ["UK-WMS.1.1v1"]
sites = ["hall"]
reason = "secretly excused"
person = "A. Example"
signed = 2026-01-01
until = 2027-01-01
"""
THEIRS = "Camera ID,Site,Make,Model,IP Address\nSECRETLY-1,hall,Dahua,SECRETLY-2000,10.9.1.5\n"
DORA = Person(name="Dora", role=Role.OFFICER, reach=Reach(bodies=frozenset({"dept"})))
OLGA = Person(name="Olga", role=Role.OFFICER, reach=EVERYTHING)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    home = make(tmp_path_factory.mktemp("ws"), estate=ESTATE + COUNCIL)
    with (home / "profile.toml").open("a") as profile:
        profile.write(WAIVER)
    (home / "theirs.csv").write_text(THEIRS)
    opened = workspace.open_(home)
    list(gather.read(opened, [home / "theirs.csv"], gather.Wish(body="council", realm="hall-net")))
    list(gather.read(opened, [home / "scan.xml", home / "register.csv"], gather.Wish(body="dept", realm="main")))
    yield opened
    opened.store.close()


def text(name: str, data: bytes) -> str:
    """All that a file says, of a packed one too."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join([name, *(text(one, packed.read(one)) for one in packed.namelist())])


@pytest.fixture(scope="module")
def judged(held: Workspace) -> Assessment:
    return assess.assess(held, AS_OF)


@pytest.fixture(autouse=True)
def once(judged: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing changes here that is judged."""
    monkeypatch.setattr(handing_out, "assess", SimpleNamespace(assess=lambda *_: judged))


def own_device(judged: Assessment, body: str = "dept") -> str:
    return str(judged.devices.filter(pl.col("candidate"), body=body)["device"][0])


def drawn(held: Workspace, person: Person, device: str) -> dict[str, str]:
    """Every form that somebody may have, as it is drawn for them; of one that wants more said, why not."""
    made = {}
    for name, form in publish.forms().items():
        try:
            about = device if form.definition.get("about") == "device" else ""
            one = handing_out.hand_out(held, person, Wanted(form=name, ending=html(name), device=about), AS_OF)
            made[name] = text(one.name, one.data)
        except AccessRefused:
            continue
        except UsageError as fault:
            made[name] = str(fault)
    return made


def html(form: str) -> str:
    return "html" if "html" in publish.endings(form) else ""


def test_of_what_is_not_reached_no_document_says_a_word(held: Workspace, judged: Assessment) -> None:
    device = own_device(judged)
    whole = drawn(held, OLGA, device)
    assert set(whole) == set(publish.forms())
    assert len([name for name, said in whole.items() if "secretly" in said.lower()]) >= 8
    mine = drawn(held, DORA, device)
    assert len(mine) >= 10
    for name, said in mine.items():
        assert "secretly" not in said.lower(), name
        assert "10.9.1." not in said, name
        assert "hall" not in said.lower(), name


def test_whoever_reaches_nothing_is_shown_nothing(held: Workspace, judged: Assessment) -> None:
    nell = Person(name="Nell", role=Role.VIEWER, reach=NOTHING)
    one = handing_out.hand_out(held, nell, Wanted(form="csv"), AS_OF)
    assert len(one.data.splitlines()) == 1
    with pytest.raises(UsageError, match="no device is called"):
        handing_out.hand_out(held, nell, Wanted(form="device-dossier", device=own_device(judged)), AS_OF)


def test_what_speaks_of_the_whole_is_for_whoever_reaches_it(held: Workspace) -> None:
    wide = [name for name in publish.forms() if not publish.needs(name) <= handing_out.OF_PLACES]
    assert wide
    before = len(held.store.leaves())
    for name in wide:
        handing_out.may(OLGA, name)
        with pytest.raises(AccessRefused, match="whole estate"):
            handing_out.hand_out(held, DORA, Wanted(form=name), AS_OF)
    for name in publish.forms():
        handing_out.may(OLGA, name, issue=True)
        with pytest.raises(AccessRefused, match="whole estate"):
            handing_out.hand_out(held, DORA, Wanted(form=name, issue=True), AS_OF)
    assert len(held.store.leaves()) == before


def test_a_device_of_others_is_none(held: Workspace, judged: Assessment) -> None:
    told = []
    for device in (own_device(judged, "council"), "SECRETLY-1", "10.9.1.5", "no-such-device"):
        with pytest.raises(UsageError) as refused:
            handing_out.hand_out(held, DORA, Wanted(form="device-dossier", device=device), AS_OF)
        told.append(str(refused.value).replace(device, "x"))
    assert len(set(told)) == 1


def test_a_draft_is_called_one_and_leaves_nothing_in_the_log(held: Workspace) -> None:
    before = len(held.store.leaves())
    one = handing_out.hand_out(held, DORA, Wanted(form="csv"), AS_OF)
    assert (one.name, one.number, one.proof) == ("draft-report.csv", "", b"")
    assert len(held.store.leaves()) == before


def test_what_is_issued_is_in_the_log_with_its_proof(held: Workspace) -> None:
    one = handing_out.hand_out(held, OLGA, Wanted(form="departmental-return", issue=True, note="the board"), AS_OF)
    (kept,) = issued.every(held.store)
    assert (kept.number, kept.person, kept.note) == (one.number, "Olga", "the board")
    assert one.name == f"{one.number}-departmental-return.html"
    assert one.number in one.data.decode()
    assert one.proof


@pytest.mark.parametrize(
    "wanted", [Wanted(form="no-such"), Wanted(form="csv", ending="exe"), Wanted(form="../csv"), Wanted(form="")]
)
def test_what_is_no_document_is_said(held: Workspace, wanted: Wanted) -> None:
    for person in (OLGA, DORA):
        with pytest.raises(UsageError):
            handing_out.hand_out(held, person, wanted, AS_OF)


def test_the_workspace_is_what_it_was(held: Workspace) -> None:
    assert Path(held.folder / "profile.toml").read_text().endswith(WAIVER)
