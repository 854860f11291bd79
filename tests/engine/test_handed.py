"""Files as a person hands them over, and what is wrong with one of them."""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from camcensus.engine import handed
from camcensus.engine.handed import Given
from camcensus.model.errors import BrokenInput, InputError, UnknownFormat
from camcensus.model.reading import Reading


def given(*paths: Path) -> list[Given]:
    with ExitStack() as copies:
        return list(handed.given(paths, copies))


def test_a_file_is_called_by_its_name_and_one_of_a_folder_by_its_path_in_it(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("a.csv", "in/b.csv", "in/deep/c.csv"):
        (tmp_path / name).touch()
    assert [(one.name, one.where, one.inside) for one in given(tmp_path / "a.csv", tmp_path / "in")] == [
        ("a.csv", str(tmp_path / "a.csv"), False),
        ("b.csv", str(tmp_path / "in/b.csv"), True),
        ("deep/c.csv", str(tmp_path / "in/deep/c.csv"), True),
    ]


def test_a_name_that_is_no_text_can_be_written_down(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.csv")
    path.touch()
    (one,) = given(path)
    assert (one.name, one.path) == ("caf\ufffd.csv", path)
    assert one.where.endswith("caf\ufffd.csv")


def test_what_can_be_read_only_once_is_copied_until_all_is_done(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("x" * 100_000,))
    writer.start()
    with ExitStack() as copies:
        (one,) = handed.given([pipe], copies)
        writer.join()
        assert (one.name, one.path.read_text()) == (str(pipe), "x" * 100_000)
        assert one.path.read_text() == "x" * 100_000
    assert not one.path.exists()


def test_what_cannot_be_opened_is_said_of_the_file_and_of_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it cannot be opened: No such file"), handed.plain(tmp_path / "x", "x"):
        pass
    (tmp_path / "x").touch()
    with pytest.raises(OSError, match=r"^of another file$"), handed.plain(tmp_path / "x", "x"):
        raise OSError("of another file")


ONE = Given(path=Path("/data/sub/x.csv"), name="sub/x.csv", where="/data/sub/x.csv", inside=True)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (InputError("it is empty", where="/data/sub/x.csv"), "it is empty."),
        (BrokenInput("bad", where="sub/x.csv, line 4", mend="save it again"), "line 4: bad. Save it again."),
        (BrokenInput("bad", where="x.csv, line 4"), "line 4: bad."),
        (InputError("bad", where="row 7"), "row 7: bad."),
        (
            UnknownFormat("nothing here reads it", where="/data/sub/x.csv", mend="formats: a, b"),
            "nothing here reads it.",
        ),
    ],
)
def test_of_a_file_in_a_folder_it_is_told_that_it_cannot_be_read(fault: InputError, said: str) -> None:
    def do() -> str:
        raise fault

    assert handed.tried(ONE, do) == Reading(name="sub/x.csv", format="", failed=said)
    with pytest.raises(type(fault)) as caught:
        handed.tried(Given(path=ONE.path, name="x.csv", where=ONE.where), do)
    assert caught.value is fault


def test_what_can_be_read_is_given_back() -> None:
    assert handed.tried(ONE, lambda: 7) == 7
