"""The container: whole or refused, and nothing of it can lead out, blow up or pretend."""

from __future__ import annotations

import hashlib
import os
import random
import struct
import zipfile
from pathlib import Path

import msgspec
import pytest

from camcensus.engine import handover_file as hf
from camcensus.engine.handover_file import MANIFEST, Manifest, Part, Written, opened, write
from camcensus.model.errors import BrokenInput, CamcensusError, HostileInput, InputError, StoreFull, UnknownFormat

TOLD = Manifest(redacted=False, origin="camcensus/x", size=3, root="00" * 32)
PARTS = {"a.txt": b"hello " * 1_000, "log/b.bin": bytes(range(256)) * 10, "empty": b""}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    pieces = [
        Written(name=name, pieces=[data[:7], data[7:]], packed=name != "log/b.bin") for name, data in PARTS.items()
    ]
    write(tmp_path / "x.ccb", TOLD, pieces)
    return tmp_path / "x.ccb"


def read(path: Path) -> dict[str, bytes]:
    with opened(path) as held:
        return {name: b"".join(held.pieces(name)) for name in held.names}


def summed(path: Path, data: bytes) -> Path:
    """The bytes with a sum that fits."""
    body = data[: -hf._TAIL]
    path.write_bytes(body + hf._MARK + hashlib.sha256(body).hexdigest().encode())
    return path


def zipped(path: Path, told: object, **more: bytes) -> Path:
    """A zip that somebody else made, with this manifest and a sum that fits."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.comment = bytes(hf._TAIL)
        for name, data in more.items():
            made.writestr(name, data)
        made.writestr(MANIFEST, told if isinstance(told, bytes) else msgspec.json.encode(told))
    return summed(path, path.read_bytes())


def listed(**more: bytes) -> Manifest:
    some = tuple(Part(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in more.items())
    return msgspec.structs.replace(TOLD, parts=some)


def test_what_was_put_in_comes_out(bundle: Path) -> None:
    assert read(bundle) == PARTS
    with opened(bundle) as held:
        assert msgspec.structs.replace(held.manifest, parts=()) == TOLD
        assert (held.unpacked, held.data("empty", 0)) == (8_560, b"")
        with pytest.raises(HostileInput, match="larger than"):
            held.data("a.txt", 5_999)


def test_the_same_parts_give_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    again = [Written(name=name, pieces=[data], packed=name != "log/b.bin") for name, data in PARTS.items()]
    write(tmp_path / "y.ccb", TOLD, again)
    assert (tmp_path / "y.ccb").read_bytes() == bundle.read_bytes()


def test_one_that_is_cut_anywhere_is_refused(bundle: Path, tmp_path: Path) -> None:
    data = bundle.read_bytes()
    for cut in (*range(0, len(data), 37), *range(len(data) - 200, len(data))):
        (tmp_path / "cut").write_bytes(data[:cut])
        with pytest.raises((BrokenInput, UnknownFormat)):
            read(tmp_path / "cut")


def test_one_with_a_byte_changed_is_refused(bundle: Path, tmp_path: Path) -> None:
    data, rng = bundle.read_bytes(), random.Random(1)  # noqa: S311  # the same bytes each time
    for _ in range(1_000):
        changed = bytearray(data)
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        (tmp_path / "changed").write_bytes(changed)
        with pytest.raises((BrokenInput, UnknownFormat)):
            read(tmp_path / "changed")


def test_one_that_was_changed_and_summed_anew_is_refused_or_says_the_same(bundle: Path, tmp_path: Path) -> None:
    """Times, flags and names of systems in a zip say nothing; whatever is said is held against the manifest."""
    data, rng = bundle.read_bytes(), random.Random(2)  # noqa: S311  # the same bytes each time
    refused = 0
    for _ in range(1_000):
        changed = bytearray(data)
        changed[rng.randrange(len(data) - hf._TAIL)] ^= 1 << rng.randrange(8)
        try:
            assert read(summed(tmp_path / "changed", bytes(changed))) == PARTS
        except CamcensusError:
            refused += 1
    assert 700 < refused < 1_000


@pytest.mark.parametrize(
    "name",
    [
        "../out",
        "/etc/passwd",
        "a/../../b",
        "a//b",
        "",
        ".",
        "..",
        "a/.",
        "c:x",
        "a\\b",
        "a\nb",
        "x" * 241,
        "a/ b",
        "con. ",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    assert not hf.is_name(name)
    data = b"x"
    part = Part(name, 1, hashlib.sha256(data).hexdigest())
    path = tmp_path / "x.ccb"
    with zipfile.ZipFile(path, "w") as made:
        made.comment = bytes(hf._TAIL)
        made.writestr(zipfile.ZipInfo(name), data)
        made.writestr(MANIFEST, msgspec.json.encode(msgspec.structs.replace(TOLD, parts=(part,))))
    with pytest.raises(CamcensusError):
        read(summed(path, path.read_bytes()))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["x.ccb"]


@pytest.mark.parametrize("name", ["a", "log/segments/ab12.parquet", "files/knowledge/makers/größe 1.yml", "a.b-c_d"])
def test_a_name_of_a_part_is_one(name: str) -> None:
    assert hf.is_name(name)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = bytes(50_000_000)
    path = zipped(tmp_path / "bomb", listed(zeros=zeros), zeros=zeros)
    assert path.stat().st_size < 60_000
    monkeypatch.setattr(hf, "MOST_MORE", 1 << 20)
    with pytest.raises(HostileInput, match="unpack to more than a bundle of its size may"):
        read(path)


def test_a_part_that_is_larger_than_it_says_is_refused_when_it_is(tmp_path: Path) -> None:
    zeros = bytes(5_000_000)
    small = msgspec.structs.replace(TOLD, parts=(Part("zeros", 10, "0" * 64),))
    with opened(zipped(tmp_path / "bomb", small, zeros=zeros)) as held:
        pieces = held.pieces("zeros")
        with pytest.raises(HostileInput, match="more than it says"):
            next(pieces)


def test_too_many_parts_and_two_of_a_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "x", "w") as made:
        made.comment = bytes(hf._TAIL)
        made.writestr("a", b"x")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a", b"y")
    with pytest.raises(HostileInput, match="two of one name"):
        read(summed(tmp_path / "x", (tmp_path / "x").read_bytes()))
    monkeypatch.setattr(hf, "MOST_PARTS", 1)
    with pytest.raises(HostileInput, match="too many parts"):
        read(zipped(tmp_path / "y", listed(a=b"x"), a=b"x"))


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        (b"", BrokenInput, "no manifest"),
        (b"[]", BrokenInput, "no manifest"),
        (b"{}", UnknownFormat, "no manifest of a bundle"),
        ({"format": "other", "version": 1}, UnknownFormat, "no manifest of a bundle"),
        ({"format": hf.FORMAT, "version": "1"}, UnknownFormat, "no manifest of a bundle"),
        ({"format": hf.FORMAT, "version": 2, "new": 1}, InputError, "made by a newer camcensus"),
        ({"format": hf.FORMAT, "version": 1}, BrokenInput, "missing required field"),
        (msgspec.to_builtins(TOLD) | {"more": 1}, BrokenInput, "unknown field"),
        (msgspec.to_builtins(listed(b=b"x")), BrokenInput, "does not list the parts"),
        (
            msgspec.to_builtins(listed(a=b"x")) | {"parts": [{"name": "a", "size": -1, "sha256": ""}]},
            HostileInput,
            "name",
        ),
        (listed(a=b"y"), BrokenInput, "not what the manifest says"),
        (listed(a=b"xy"), BrokenInput, "not what the manifest says"),
    ],
)
def test_a_manifest_that_cannot_be_one_is_refused(
    told: object, kind: type[CamcensusError], words: str, tmp_path: Path
) -> None:
    with pytest.raises(kind, match=words):
        read(zipped(tmp_path / "x", told, a=b"x"))


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04", b"PK\x03\x04" + bytes(500), os.urandom(400)])
def test_what_is_no_bundle_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises((UnknownFormat, BrokenInput)):
        read(tmp_path / "x")
    with pytest.raises((UnknownFormat, BrokenInput)):
        read(summed(tmp_path / "x", data + bytes(hf._TAIL)))


def test_a_zip_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x", "w") as made:
        made.comment = bytes(hf._TAIL)
        made.writestr("a", b"x")
    with pytest.raises(BrokenInput, match="no manifest"):
        read(summed(tmp_path / "x", (tmp_path / "x").read_bytes()))
    with pytest.raises(BrokenInput, match="the end of it is missing"):
        read(zipped_plain(tmp_path / "y"))


def zipped_plain(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a", b"x")
    return path


def test_packed_in_a_way_that_is_not_ours_is_refused(bundle: Path, tmp_path: Path) -> None:
    data = bytearray(bundle.read_bytes())
    at = data.rindex(b"a.txt") - 46
    assert struct.unpack_from("<H", data, at + 10) == (8,)
    for method in (99, 12):
        changed = bytearray(data)
        struct.pack_into("<H", changed, at + 10, method)
        with pytest.raises(HostileInput, match="packed as no bundle's are"):
            read(summed(tmp_path / "x", bytes(changed)))


def test_where_there_is_no_file_or_no_room_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "nowhere")
    with pytest.raises(StoreFull, match="cannot be written"):
        write(tmp_path / "no" / "folder", TOLD, [])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(hf, "_add", full)
    with pytest.raises(StoreFull, match="No space left on device; nothing else was changed"):
        write(tmp_path / "x.ccb", TOLD, [Written(name="a", pieces=[b"x"])])
    assert list(tmp_path.iterdir()) == []
