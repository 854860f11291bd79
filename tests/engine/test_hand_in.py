"""What is handed in lies in one folder, under a harmless name, no larger than it may be, until it was read."""

from __future__ import annotations

import io
import os
import resource
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.workspaces import ESTATE

from camcensus.engine import hand_in, workspace
from camcensus.engine.gather import Wish
from camcensus.engine.workspace import Workspace
from camcensus.model.access import Reach
from camcensus.model.errors import AccessRefused, InputError, StoreError, StoreFull, UsageError
from camcensus.model.reading import Reading


@given(name=st.text(max_size=300))
@example("../../etc/passwd")
@example("..\\..\\windows\\system32\\evil.dll")
@example("/etc/shadow")
@example("...")
@example("a/\x00b")
@example("文" * 300 + ".csv")
@example("\udcff\ud800")
@example(".bashrc")
@example("a" * 110 + ". . ." + "b" * 10)
def test_a_name_never_leads_elsewhere(name: str) -> None:
    safe = hand_in.safe_name(name)
    assert Path("/served/x", safe).parent == Path("/served/x")
    assert safe.strip(" .") == safe
    assert 0 < len(os.fsencode(safe)) <= hand_in.MOST_NAME
    assert safe.isprintable()
    assert hand_in.safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("register.csv", "register.csv"), ("../../etc/passwd", "passwd"), ("C:\\x\\Kameras.xlsx", "Kameras.xlsx"),
        ("", "file"), ("..", "file"), ("a:b?.csv", "a_b_.csv"), ("Übersicht.csv", "Übersicht.csv"),
    ],
)  # fmt: skip
def test_what_can_stay_of_a_name_stays(name: str, safe: str) -> None:
    assert hand_in.safe_name(name) == safe


@given(name=st.text(max_size=200), data=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_it_is_kept_as_it_was_sent_for_its_owner_alone(tmp_path: Path, name: str, data: bytes) -> None:
    with hand_in.folder(tmp_path) as folder:
        path = hand_in.put(io.BytesIO(data), name, folder, 300)
        assert path.parent == folder
        assert path.read_bytes() == data
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / hand_in.FOLDER).stat().st_mode) == 0o700
    assert list((tmp_path / hand_in.FOLDER).iterdir()) == []


class Endless:
    """Never comes to an end."""

    given = 0

    def read(self, size: int, /) -> bytes:
        self.given += size
        return b"x" * size


def test_of_what_is_too_large_no_more_is_read_than_tells_that(tmp_path: Path) -> None:
    stream = Endless()
    with pytest.raises(InputError, match="more than 5,000,000 bytes"), hand_in.folder(tmp_path) as folder:
        hand_in.put(stream, "large.pcap", folder, 5_000_000)
    assert stream.given < 8_000_000
    assert list((tmp_path / hand_in.FOLDER).iterdir()) == []


def test_two_files_of_one_name_are_not_one(tmp_path: Path) -> None:
    with hand_in.folder(tmp_path) as folder:
        first = hand_in.put(io.BytesIO(b"one"), "a/x.csv", folder, 10)
        with pytest.raises(UsageError, match="two files bear one name"):
            hand_in.put(io.BytesIO(b"two"), "b/x.csv", folder, 10)
        assert first.read_bytes() == b"one"


def test_a_full_disk_is_said_and_nothing_stays(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StoreFull, match="no room left"), hand_in.folder(tmp_path) as folder:
            hand_in.put(io.BytesIO(b"x" * 300_000), "large.pcap", folder, 1 << 20)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / hand_in.FOLDER).iterdir()) == []


def test_where_no_folder_can_be_made_that_is_said(tmp_path: Path) -> None:
    (tmp_path / hand_in.FOLDER).write_bytes(b"in the way")
    with pytest.raises(StoreError), hand_in.folder(tmp_path):
        pass


def test_it_is_read_as_by_somebody_for_whom_other_places_are_not_there(opened: Workspace) -> None:
    text = ESTATE + '[[body]]\nid = "council"\nname = "C"\n[[site]]\nid = "hall"\nname = "H"\nbody = "council"\n'
    (opened.folder / "estate.toml").write_text(text)
    now = workspace.open_(opened.folder)
    register = opened.folder / "theirs.csv"
    register.write_text("Camera ID,Site,Make,IP Address\nH-1,hall,Acme,10.9.1.5\n")
    dept, hq = Reach(bodies=frozenset({"dept"})), Reach(sites=frozenset({"hq"}))
    before = len(now.store.leaves())
    for wish in (Wish(body="council", reach=dept), Wish(body="council", reach=hq)):
        with pytest.raises(UsageError, match="the estate has no body 'council'") as refused:
            list(hand_in.read(now, [register], wish, lambda _: None))
        assert refused.value.mend.endswith("one of: dept")
    with pytest.raises(AccessRefused):
        list(hand_in.read(now, [register], Wish(reach=hq), lambda _: None))
    assert len(now.store.leaves()) == before
    told = list(hand_in.read(now, [register], Wish(reach=dept), lambda _: None))
    assert any("'hall' is not in the estate file" in remark.what for one in told for remark in one.remarks)
    now.store.close()


def test_the_words_say_what_came_of_it() -> None:
    plain = Reading(name="a.csv", format="register", records=1_200, observations=3_000, new=2_900)
    assert hand_in.words(plain) == "a.csv (register): 1,200 records, 3,000 observations, 2,900 of them new"
    more = Reading(name="a.csv", format="register", redacted=2, left_out={"no-camera": 3, "empty": 1})
    assert hand_in.words(more).endswith("; 4 records left out; 2 secrets taken out")
    assert hand_in.words(Reading(name="a.csv", format="register", already=True)).endswith("it adds nothing")
    assert hand_in.words(Reading(name="a.csv", format="", failed="it is empty")) == "a.csv: it is empty"
