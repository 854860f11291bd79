"""Bring the front-end parts that ``requirements/front-end.toml`` lists: ``python -m tools.front_end``.

``npm pack`` fetches each package into a temporary folder; which registry that is, npm's own settings say. A package
is used only if its SHA-512 is the listed one. The listed files of it go into ``src/camcensus/faces/web/parts/``, with
the licences and a manifest of hashes; what only tests use goes into ``.venv/front-end-tests/``.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from camcensus.model.errors import BrokenInput, CamcensusError, HostileInput, SettingsError, UsageError
from tools import topojson

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "requirements" / "front-end.toml"
PARTS = ROOT / "src" / "camcensus" / "faces" / "web" / "parts"
TESTS_ONLY = ROOT / ".venv" / "front-end-tests"

MOST_PACKED, MOST_UNPACKED, MOST_FILE, MOST_MEMBERS = 8 << 20, 64 << 20, 8 << 20, 20_000
"""Bytes of a package, of all that is in it, of a file that is taken; files in it. The largest is half of each."""

FONTS = 'system-ui,-apple-system,"Segoe UI",roboto,"Noto Sans","Liberation Sans",arial,sans-serif'
"""The typeface of whoever reads; that of the original may be used on its own domain only."""

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,40}(\.[a-z0-9-]{1,40}){0,3}$")]
Inside = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$")]


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a package."""

    path: Inside
    """Where it is in the package."""
    name: Name
    """What it is called here."""
    edit: str = ""
    """One of `EDITS`."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One package, and what is taken of it."""

    name: Name
    version: Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+\.\d+$")]
    integrity: Annotated[str, msgspec.Meta(pattern=r"^sha512-[A-Za-z0-9+/]{86}==$")]
    licence: str
    why: str
    files: list[File]
    notice: str = ""
    """The text of the licence, where the package has none."""
    notice_file: Inside | None = None
    tests_only: bool = False


class _Listed(msgspec.Struct, forbid_unknown_fields=True):
    part: list[Part]


def listed(text: str) -> list[Part]:
    """The parts of the list. Raises `SettingsError` if it is not as it must be."""
    try:
        parts = msgspec.toml.decode(text, type=_Listed).part
    except (msgspec.MsgspecError, ValueError) as fault:
        raise SettingsError(str(fault), where=LISTED.name) from None
    names = [file.name for part in parts for file in part.files]
    if len(set(names)) < len(names):
        raise SettingsError("two files bear one name", where=LISTED.name)
    for part in parts:
        if bool(part.notice) == bool(part.notice_file):
            raise SettingsError(f"'{part.name}' must have either a notice or a file of it", where=LISTED.name)
        if unknown := {file.edit for file in part.files} - EDITS.keys():
            raise SettingsError(f"there is no edit {sorted(unknown)}", where=LISTED.name)
    return parts


# --- what npm brings -------------------------------------------------------------------------------------------


def fetched(part: Part) -> bytes:
    """The package as npm brings it. Raises `UsageError` if it brings none."""
    npm = shutil.which("npm")
    if npm is None:
        raise UsageError("npm is not installed", mend="install it (Debian: npm) and run 'make parts' again")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"{part.name}@{part.version}", "--ignore-scripts", "--loglevel=error"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        packages = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(packages) != 1:
            said = " ".join(done.stderr.split())[:500]
            raise UsageError(f"npm did not bring it: {said}", where=f"{part.name}@{part.version}")
        if packages[0].stat().st_size > MOST_PACKED:
            raise HostileInput("the package is larger than a package may be", where=part.name)
        return packages[0].read_bytes()


def taken(part: Part, package: bytes) -> dict[str, bytes]:
    """Path to content of what is listed, and of the licence.

    Raises `HostileInput` if the package is another than the listed one, or has in it what a package may not have;
    `BrokenInput` if a file is missing.
    """
    digest = base64.b64encode(hashlib.sha512(package).digest()).decode()
    if f"sha512-{digest}" != part.integrity:
        what = f"its hash is sha512-{digest}, not the listed one"
        raise HostileInput(what, where=f"{part.name}@{part.version}", mend="do not use it; find out who changed it")
    wanted = {file.path for file in part.files} | ({part.notice_file} if part.notice_file else set())
    found = _members(part.name, package, wanted)
    if missing := wanted - found.keys():
        raise BrokenInput(f"it has no {', '.join(sorted(missing))}", where=f"{part.name}@{part.version}")
    return found


def _members(name: str, package: bytes, wanted: set[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(package), mode="r|gz") as tar:
            for count, member in enumerate(tar):
                total += member.size
                if total > MOST_UNPACKED or count >= MOST_MEMBERS:
                    raise HostileInput("there is more in it than may be in a package", where=name)
                path = _inside(name, member)
                if path in wanted and member.isfile():
                    if member.size > MOST_FILE or path in found:
                        raise HostileInput(f"{path} is too large, or there twice", where=name)
                    opened = tar.extractfile(member)
                    found[path] = opened.read() if opened else b""
    except (tarfile.TarError, EOFError, OSError) as fault:
        raise BrokenInput(f"it cannot be unpacked: {fault}", where=name) from None
    return found


def _inside(name: str, member: tarfile.TarInfo) -> str:
    """Where a member is below the package's first folder."""
    first, *rest = member.name.split("/")
    unsafe = not first or first == ".." or ".." in rest or "\\" in member.name or not member.name.isprintable()
    if unsafe or not (member.isfile() or member.isdir()):
        raise HostileInput(f"{member.name[:200]!r} is a link, a device or outside of it", where=name)
    return "/".join(rest)


# --- what is changed in them -----------------------------------------------------------------------------------

_FONT_FACE = re.compile(r"@font-face\{[^{}]*\}")
_LOGO = re.compile(r"(?<=[{}])[^{}]*copyright-logo[^{}]*\{[^{}]*\}")
_FAMILY = re.compile(r"font-family:GDS Transport,arial,sans-serif")
_MAP = re.compile(r"\s*(?://[#@] sourceMappingURL=\S+|/\*[#@] sourceMappingURL=\S+ \*/)\s*$")
_LEFT = ("url(", "src(", "image-set(", "@import", "@font-face", "GDS Transport", "/assets/", "crest", "sourceMapping")


def unbranded(data: bytes) -> bytes:
    """The style sheet without the font, the crest and anything that makes a browser ask for a file.

    Raises `BrokenInput` if it is not as it was when this was written: somebody must then look at it.
    """
    css = _MAP.sub("\n", data.decode("utf-8"))
    for what, pattern, by, times in (
        ("fonts", _FONT_FACE, "", 2), ("rules of the crest", _LOGO, "", 5), ("families", _FAMILY, None, 30),
    ):  # fmt: skip
        css, count = pattern.subn(f"font-family:{FONTS}" if by is None else by, css)
        if (count < times) if by is None else (count != times):
            raise BrokenInput(f"the style sheet has {count} {what}, not {times}", mend="see what changed in it")
    if left := [one for one in _LEFT if one in css]:
        raise BrokenInput(f"the style sheet still has {', '.join(left)}", mend="see what changed in it")
    return css.encode("utf-8")


def unmapped(data: bytes) -> bytes:
    """A script without the address of the map to its source, which is not there."""
    return (_MAP.sub("", data.decode("utf-8")).rstrip() + "\n").encode("utf-8")


def outlines(data: bytes) -> bytes:
    """Outlines in the form that our own code reads."""
    try:
        return topojson.packed(data)
    except (ValueError, msgspec.MsgspecError) as fault:
        raise BrokenInput(str(fault), where="outlines") from None


EDITS: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "unbranded": unbranded,
    "unmapped": unmapped,
    "outlines": outlines,
}

# --- what is written -------------------------------------------------------------------------------------------


def prepared(part: Part, found: Mapping[str, bytes]) -> dict[str, bytes]:
    """Name to content of its files, changed as they are to be."""
    return {file.name: EDITS[file.edit](found[file.path]) for file in part.files}


def notice(part: Part, found: Mapping[str, bytes]) -> str:
    """What is said of a part beside its files: what it is, why it is there, and its licence."""
    names = ", ".join(f"{file.name} (changed: {file.edit})" if file.edit else file.name for file in part.files)
    text = found[part.notice_file].decode("utf-8") if part.notice_file else part.notice
    return f"{part.name} {part.version}, {part.licence}\n{part.why}\nFiles: {names}\n\n{text.strip()}\n"


def manifest(parts: Sequence[Part], files: Mapping[str, bytes]) -> bytes:
    """What is there, as JSON: of each file its SHA-256, size and package."""
    of = {file.name: f"{part.name}@{part.version}" for part in parts for file in part.files}
    told = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "from": of[name]}
        for name, data in sorted(files.items())
    }
    return (json.dumps({"files": told}, indent=1) + "\n").encode()


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files, and nothing else, into `folder`: all, or none."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".parts-") as made:
        new = Path(made) / "new"
        new.mkdir()
        for name, data in files.items():
            (new / name).write_bytes(data)
        if folder.exists():
            folder.rename(Path(made) / "old")
        new.rename(folder)


def bring(parts: Sequence[Part], folder: Path, get: Callable[[Part], bytes] = fetched) -> None:
    """Bring the parts, and write them with their licences and the manifest."""
    files: dict[str, bytes] = {}
    notices: list[str] = []
    for part in parts:
        found = taken(part, get(part))
        files |= prepared(part, found)
        notices.append(notice(part, found))
        print(f"front end: {part.name} {part.version} ({part.licence}): {part.why}")
    told = manifest(parts, files)
    rule = "\n" + "-" * 80 + "\n\n"
    write(folder, {**files, "LICENCES.txt": rule.join(notices).encode(), "manifest.json": told})


def main() -> int:
    """All of the list; 2 if something of it cannot be had."""
    try:
        parts = listed(LISTED.read_text("utf-8"))
        bring([part for part in parts if not part.tests_only], PARTS)
        bring([part for part in parts if part.tests_only], TESTS_ONLY)
    except CamcensusError as fault:
        print(f"front end: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
