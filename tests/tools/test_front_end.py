"""Of a package only the listed files are taken, and of another package nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from tools.front_end import File, Part

from camcensus.faces.web.front_end import FOLDER, served, world
from camcensus.model.errors import BrokenInput, HostileInput, SettingsError, UsageError
from tools import front_end

Spoil = Callable[[tarfile.TarInfo], None]
FILES = {"package/package.json": b"{}", "package/LICENSE": b"Do as you like.\n", "package/dist/a.js": b"let a\n"}


def package(files: Mapping[str, bytes] | list[tuple[str, bytes]] = FILES, spoil: Spoil = lambda _: None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            spoil(member)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def integrity(data: bytes) -> str:
    return f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}"


def part(data: bytes, *files: File, name: str = "thing") -> Part:
    return Part(
        name=name, version="1.2.3", integrity=integrity(data), licence="MIT", why="a reason", notice_file="LICENSE",
        files=list(files) or [File(path="dist/a.js", name="a.js")],
    )  # fmt: skip


def take(data: bytes) -> dict[str, bytes]:
    return front_end.taken(part(data), data)


def test_the_listed_files_and_the_licence_are_taken() -> None:
    assert take(package()) == {"dist/a.js": b"let a\n", "LICENSE": b"Do as you like.\n"}


def test_a_package_of_another_hash_is_not_opened() -> None:
    listed, other = package(), package({**FILES, "package/dist/a.js": b"let b\n"})
    with pytest.raises(HostileInput, match="not the listed one"):
        front_end.taken(part(listed), other)


def link(kind: bytes) -> Spoil:
    def spoil(member: tarfile.TarInfo) -> None:
        if member.name.endswith("a.js"):
            member.type, member.linkname, member.size = kind, "/etc/passwd", 0

    return spoil


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(kind: bytes) -> None:
    with pytest.raises(HostileInput, match="link, a device"):
        take(package(spoil=link(kind)))


@pytest.mark.parametrize("name", ["/etc/passwd", "package/../../x", "../x", "package/a\\..\\b", "package/a\nb"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(HostileInput, match="outside"):
        take(package({**FILES, name: b"x"}))


def test_a_package_that_swells_is_refused() -> None:
    bomb = package([*FILES.items(), *((f"package/{number}", bytes(8 << 20)) for number in range(9))])
    assert len(bomb) < 1 << 20
    with pytest.raises(HostileInput, match="more in it"):
        take(bomb)


def test_a_package_of_very_many_files_is_refused() -> None:
    with pytest.raises(HostileInput, match="more in it"):
        take(package([(f"package/{number}", b"") for number in range(front_end.MOST_MEMBERS + 1)]))


def test_a_file_that_is_too_large_or_there_twice_is_refused() -> None:
    with pytest.raises(HostileInput, match="too large, or there twice"):
        take(package({**FILES, "package/dist/a.js": bytes(front_end.MOST_FILE + 1)}))
    with pytest.raises(HostileInput, match="too large, or there twice"):
        take(package([*FILES.items(), ("package/dist/a.js", b"let b\n")]))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(BrokenInput, match=r"it has no dist/a\.js"):
        take(package({"package/LICENSE": b"x"}))


@pytest.mark.parametrize("data", [b"", b"no archive", gzip.compress(b"no archive", mtime=0), package()[:-40]])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenInput):
        take(data)


# --- the list --------------------------------------------------------------------------------------------------

LISTED = front_end.LISTED.read_text("utf-8")


def test_the_list_is_read() -> None:
    parts = front_end.listed(LISTED)
    assert [one.name for one in parts if one.tests_only] == ["axe-core"]
    assert all(one.why and one.licence for one in parts)
    assert not {"GPL", "AGPL", "LGPL"} & {one.licence.partition("-")[0] for one in parts}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version = "6.6.0"', 'version = "^6.6.0"'),
        ('version = "6.6.0"', 'version = "latest"'),
        ('name = "htmx.org"', 'name = "--registry=x"'),
        ('name = "htmx.org"', 'name = "../htmx"'),
        ("sha512-Thx", "sha1-Thx"),
        ('integrity = "sha512-Thx', 'integrity = "'),
        ('path = "dist/htmx.min.js"', 'path = "../htmx.min.js"'),
        ('path = "dist/htmx.min.js"', 'path = "/htmx.min.js"'),
        ('name = "htmx.js"', 'name = "../htmx.js"'),
        ('name = "htmx.js"', 'name = "chart.js"'),
        ('edit = "outlines"', 'edit = "eval"'),
        ('notice_file = "LICENSE.md"', ""),
        ("tests_only = true", "test_only = true"),
        ("[[part]]", "[[part"),
    ],
)
def test_a_list_with_a_fault_is_refused(old: str, new: str) -> None:
    assert old in LISTED
    with pytest.raises(SettingsError):
        front_end.listed(LISTED.replace(old, new, 1))


# --- npm -------------------------------------------------------------------------------------------------------


def npm(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put our own `npm` first."""
    (folder / "npm").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_npm_is_asked_for_one_version_and_runs_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept.tgz").write_bytes(package())
    npm(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/asked; cp {tmp_path}/kept.tgz thing-1.2.3.tgz')
    assert front_end.fetched(part(package())) == package()
    assert (tmp_path / "asked").read_text().split() == ["pack", "thing@1.2.3", "--ignore-scripts", "--loglevel=error"]


@pytest.mark.parametrize("script", ["echo 'no such version' >&2; exit 1", "exit 0", "touch a.tgz b.tgz"])
def test_where_npm_brings_none_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    npm(tmp_path, monkeypatch, script)
    with pytest.raises(UsageError, match=r"thing@1\.2\.3: npm did not bring it"):
        front_end.fetched(part(package()))


def test_a_huge_package_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm(tmp_path, monkeypatch, "truncate -s 9M a.tgz")
    with pytest.raises(HostileInput, match="larger"):
        front_end.fetched(part(package()))


def test_without_npm_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"Install it \(Debian: npm\)"):
        front_end.fetched(part(package()))


# --- what is changed -------------------------------------------------------------------------------------------

CSS = (
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}" * 2
    + ".a{font-family:GDS Transport,arial,sans-serif;margin:0}" * 30
    + "@media print{.x-copyright-logo:before{background:url(/assets/images/govuk-crest.svg)}}.b{top:0}" * 5
    + "\n/*# sourceMappingURL=a.css.map */\n"
)


def test_the_style_sheet_asks_for_nothing_and_has_no_font_of_theirs() -> None:
    made = front_end.unbranded(CSS.encode()).decode()
    assert made == f".a{{font-family:{front_end.FONTS};margin:0}}" * 30 + "@media print{}.b{top:0}" * 5 + "\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@font-face", "@font-feature-values"),
        ("@media print{.x-copyright-logo", "@media print{.x-new-logo"),
        (",arial,sans-serif", ",helvetica"),
        (".b{top:0}", ".b{background:url(data:image/png;base64,AA)}"),
        (".b{top:0}", ".b{background:image-set('x.png' 1x)}"),
        (".b{top:0}", "@import 'x.css';"),
    ],
)
def test_a_style_sheet_that_is_not_as_expected_is_refused(old: str, new: str) -> None:
    with pytest.raises(BrokenInput, match="style sheet"):
        front_end.unbranded(CSS.replace(old, new).encode())


def test_a_script_names_no_map_of_its_source() -> None:
    assert front_end.unmapped(b"let a;//# sourceMappingURL=a.js.map\n") == b"let a;\n"
    assert front_end.unmapped(b"let a;") == b"let a;\n"


def test_what_is_no_map_is_refused() -> None:
    with pytest.raises(BrokenInput, match="outlines"):
        front_end.outlines(b"{}")


# --- what is written -------------------------------------------------------------------------------------------


def test_parts_are_written_with_licences_and_hashes(tmp_path: Path) -> None:
    folder = tmp_path / "web" / "parts"
    folder.mkdir(parents=True)
    (folder / "old.js").write_text("old")
    data = package()
    front_end.bring([part(data)], folder, lambda _: data)
    assert {path.name for path in folder.iterdir()} == {"a.js", "LICENCES.txt", "manifest.json"}
    assert "Do as you like." in (folder / "LICENCES.txt").read_text()
    digest = hashlib.sha256(b"let a\n").hexdigest()
    told = json.loads((folder / "manifest.json").read_bytes())
    assert told == {"files": {"a.js": {"sha256": digest, "bytes": 6, "from": "thing@1.2.3"}}}
    assert list(served(folder)) == ["a.js"]
    assert {path.name for path in folder.parent.iterdir()} == {"parts"}


def test_where_one_part_fails_all_stays_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "old.js").write_text("old")
    good, bad = part(package()), part(b"", File(path="b.js", name="b.js"), name="bad")
    with pytest.raises(BrokenInput):
        front_end.bring([good, bad], folder, lambda one: b"" if one.name == "bad" else package())
    assert [path.name for path in tmp_path.rglob("*")] == ["parts", "old.js"]


def test_what_was_brought_here_is_what_is_listed() -> None:
    names = {file.name for one in front_end.listed(LISTED) if not one.tests_only for file in one.files}
    assert {path.name for path in FOLDER.iterdir()} == names | {"LICENCES.txt", "manifest.json"}
    css = served()["govuk-frontend.css"].data.decode()
    assert css.count(f"font-family:{front_end.FONTS}") >= 30
    assert not [word for word in ("url(", "@font-face", "Transport", "crest") if word in css]
    assert world().rings > 4000
    for path in FOLDER.glob("*.js"):
        assert b"sourceMapping" not in path.read_bytes(), path.name


def test_nothing_of_it_is_committed() -> None:
    git = subprocess.run(
        ["git", "-C", str(front_end.ROOT), "ls-files", "--", str(FOLDER)],  # noqa: S607
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert git.stdout == ""


def test_the_limits_hold_for_the_values_that_are_read() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"path": "a/../b", "name": "b"}, File)
