"""Files as they are handed over: compressed, in folders, from a pipe."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import little_memory, write

from camcensus.model.errors import HostileInput, InputError
from camcensus.sources.reading import unpack

NOTHING = io.BytesIO()
CUT = "the compressed file is cut off or damaged: it was read up to there"
WORDS = b"".join(b"line %d\n" % number for number in range(20_000))


def zst(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def zst_without_size(data: bytes) -> bytes:
    """As a pipe is compressed: the frame does not say how long its content is."""
    stream = io.BytesIO()
    with zstandard.ZstdCompressor(write_checksum=True).stream_writer(stream, closefd=False) as writer:
        writer.write(data)
    return stream.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zst,
    "zst-stream": zst_without_size,
    "bz2": bz2.compress,
    "xz": partial(lzma.compress, preset=0),
}
packed = pytest.mark.parametrize("pack", PACKERS.values(), ids=list(PACKERS))


class Plain(NamedTuple):
    data: bytes
    remarks: list[str]


def plain(path: Path, stdin: io.BytesIO = NOTHING) -> Plain:
    with unpack.plain(path, stdin) as (inner, remarks):
        found = Plain(inner.read_bytes(), [f"{one.where}: {one.what}" for one in remarks])
    assert inner == path or not inner.exists()
    return found


# --- compressed files ------------------------------------------------------------------------------------------------


def test_a_plain_file_is_itself(tmp_path: Path) -> None:
    path = write(tmp_path, "x.log", "line 1\n")
    with unpack.plain(path, NOTHING) as (inner, remarks):
        assert (inner, remarks) == (path, ())
    assert unpack.head(path, 4) == b"line"


@packed
@pytest.mark.parametrize("data", [b"", b"x", WORDS], ids=["empty", "one", "many"])
def test_what_was_packed_comes_out(tmp_path: Path, pack: Callable[[bytes], bytes], data: bytes) -> None:
    path = write(tmp_path, "x.log.packed", pack(data))
    assert plain(path) == (data, [])
    assert unpack.head(path, 1000) == data[:1000]


@packed
def test_members_one_after_the_other_are_one_file(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = write(tmp_path, "x", pack(b"one\n") + pack(b"") + pack(WORDS) + pack(b"two\n"))
    assert plain(path) == (b"one\n" + WORDS + b"two\n", [])


def test_a_frame_that_is_to_be_skipped_holds_nothing(tmp_path: Path) -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
    assert plain(write(tmp_path, "x.zst", zst(b"one\n") + skipped + zst(b"two\n"))) == (b"one\ntwo\n", [])


@packed
def test_what_fills_up_a_tape_is_no_content(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert plain(write(tmp_path, "x", pack(b"one\n") + bytes(3_000))) == (b"one\n", [])


@packed
def test_a_file_that_is_cut_gives_what_was_whole(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    data = os.urandom(2_000_000).hex().encode()
    whole = pack(data)
    found = plain(write(tmp_path, "x.gz", whole[: len(whole) // 2]))
    assert found.remarks == [f"x.gz: {CUT}"]
    assert data.startswith(found.data)
    assert len(found.data) > 1_000_000 - 150_000, "blocks of bzip2 have 900,000 bytes, those of Zstandard 128 KiB"


@packed
def test_a_member_that_is_cut_does_not_take_those_before_it_along(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    found = plain(write(tmp_path, "x", pack(b"one\n") + pack(WORDS)[:9]))
    assert found == (b"one\n", [f"x: {CUT}"])


@packed
@pytest.mark.parametrize("junk", [b"junk", b"\x1f", b"\0\0\0x"])
def test_what_follows_a_whole_member_and_is_none_is_told(
    tmp_path: Path, pack: Callable[[bytes], bytes], junk: bytes
) -> None:
    assert plain(write(tmp_path, "x", pack(b"one\n") + junk)) == (b"one\n", [f"x: {CUT}"])


@packed
def test_a_file_of_which_nothing_comes_out_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = write(tmp_path, "x", pack(WORDS)[:7])
    for read in (plain, lambda it: unpack.head(it, 9)):
        with pytest.raises(InputError, match="x: it is compressed, and nothing of it can be unpacked"):
            read(path)


def test_a_sum_that_is_wrong_is_told(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(WORDS))
    data[-6] ^= 1
    found = plain(write(tmp_path, "x.gz", bytes(data)))
    assert found.remarks == [f"x.gz: {CUT}"]
    assert WORDS.startswith(found.data)
    assert len(found.data) > len(WORDS) - 10_000, "all but what the last piece holds"


@given(st.sampled_from(list(PACKERS.values())), st.floats(0, 1), st.binary(max_size=3), st.integers(0, 3))
def test_damage_is_told_or_does_no_harm(pack: Callable[[bytes], bytes], where: float, put: bytes, over: int) -> None:
    data = pack(WORDS[:3_000])
    at = 6 + int(where * (len(data) - 6))  # what the file begins with tells how it is packed
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "x", data[:at] + put + data[at + over :])
        try:
            found = plain(path)
        except InputError as fault:
            assert fault.where == "x"  # noqa: PT017  # most are read
        else:
            assert found.remarks or found.data == WORDS[:3_000]


# --- bombs ----------------------------------------------------------------------------------------------------------


@packed
def test_a_file_that_unpacks_to_absurdly_much_is_refused(
    tmp_path: Path, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "_ALWAYS", 1 << 20)
    monkeypatch.setattr(unpack, "_RATIO", 2)
    path = write(tmp_path, "x", pack(bytes(40 << 20)))
    with little_memory(), pytest.raises(HostileInput, match="x: it unpacks to more than 1 MiB"):
        plain(path)
    with little_memory():
        assert unpack.head(path, 9) == bytes(9)


def test_a_small_file_may_unpack_to_any_ratio_and_a_large_one_to_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "_ALWAYS", 100)
    path = write(tmp_path, "x.gz", gzip.compress(bytes(20_000)))
    assert len(plain(path).data) == 20_000
    monkeypatch.setattr(unpack, "_RATIO", 100)
    with pytest.raises(HostileInput):
        plain(path)


def test_a_dictionary_that_would_take_gigabytes_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 30}]
    stream = lzma.compress(b"x", filters=filters)
    with little_memory(), pytest.raises(InputError, match="nothing of it can be unpacked"):
        plain(write(tmp_path, "x.xz", stream))


def test_a_disk_that_is_nearly_full_is_left_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_SPARE", 1 << 62)
    with pytest.raises(InputError, match="no room") as fault:
        plain(write(tmp_path, "x.gz", gzip.compress(b"one\n")))
    assert "TMPDIR" in fault.value.mend
    assert plain(write(tmp_path, "x.log", "one\n")).data == b"one\n", "a plain file needs none"


# --- pipes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"one\n", gzip.compress(b"one\n")], ids=["plain", "gz"])
def test_standard_input_is_a_file(data: bytes) -> None:
    assert plain(unpack.STDIN, io.BytesIO(data)) == (b"one\n", [])


def test_what_is_wrong_is_said_of_standard_input() -> None:
    packed = gzip.compress(WORDS)
    assert plain(unpack.STDIN, io.BytesIO(packed[:-9])).remarks == [f"standard input: {CUT}"]
    with pytest.raises(InputError, match=r"^standard input: "):
        plain(unpack.STDIN, io.BytesIO(packed[:9]))


def test_a_pipe_is_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(gzip.compress(WORDS),))
    writer.start()
    assert plain(tmp_path / "pipe") == (WORDS, [])
    writer.join()


# --- folders --------------------------------------------------------------------------------------------------------


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_files_of_a_folder_come_in_order(tmp_path: Path) -> None:
    made(tmp_path, "b/2", "b/a/3", "b/1", "c", "a/z", "B")
    assert [path.relative_to(tmp_path).as_posix() for path in unpack.files(tmp_path)] == [
        "B", "c", "a/z", "b/1", "b/2", "b/a/3",
    ]  # fmt: skip


def test_a_file_is_itself_and_so_is_standard_input(tmp_path: Path) -> None:
    assert unpack.files(tmp_path / "nothing") == [tmp_path / "nothing"]
    assert unpack.files(unpack.STDIN) == [unpack.STDIN]


def test_hidden_files_links_and_pipes_are_passed_over(tmp_path: Path) -> None:
    folder = made(tmp_path / "in", "seen", ".hidden", ".git/config")
    (folder / "link").symlink_to(folder / "seen")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    assert unpack.files(folder) == [folder / "seen"]


def test_a_folder_without_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file is in it"):
        unpack.files(made(tmp_path, ".hidden"))


def test_a_folder_with_too_many_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_FILES", 2)
    assert len(unpack.files(made(tmp_path, "1", "a/2"))) == 2
    with pytest.raises(InputError, match="it holds more than 2 files"):
        unpack.files(made(tmp_path, "a/3"))


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "a/1", "b/2")
    look = os.scandir

    def scandir(path: str) -> object:
        if closed in str(path):
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    closed = "/a"
    assert unpack.files(tmp_path) == [tmp_path / "a", tmp_path / "b" / "2"]
    closed = tmp_path.name
    with pytest.raises(InputError, match="it cannot be looked into: Permission denied"):
        unpack.files(tmp_path)
