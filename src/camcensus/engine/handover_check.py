"""Is a bundle what it says: everything worked out anew, and held against checkpoints and keys from elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from camcensus.engine import handover_redacted, keys, ledger, settings
from camcensus.engine.handover import CHECKPOINT, FILES, PUBLIC
from camcensus.engine.handover_file import Bundle, Manifest, opened
from camcensus.engine.handover_lay import lay
from camcensus.engine.workspace import LOG, OVERLAY
from camcensus.model.errors import BrokenInput
from camcensus.store.kept import Kept, kept, unpacked
from camcensus.wire import canonical, checkpoint
from camcensus.wire.checkpoint import Checkpoint, Key

_SMALL = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a look at a bundle came to."""

    manifest: Manifest
    faults: tuple[str, ...]
    vouched: bool
    """A key or a checkpoint from elsewhere vouches for it: otherwise it agrees with itself alone."""
    entries: int = 0
    hidden: int = 0
    """Leaves of which a redacted bundle tells the hash alone: they are from before headers were blinded."""
    shown: int = 0
    """Records that a redacted bundle shows."""
    said: Mapping[str, object] = field(default_factory=dict)
    """What a redacted bundle says and does not prove."""

    @property
    def code(self) -> int:
        """0: it is what others vouch for, 1: it is not what it says, 3: nobody else vouches for it."""
        return 1 if self.faults else 0 if self.vouched else 3


def verify(path: Path, trusted: Sequence[Key] = (), held: Sequence[Checkpoint] = ()) -> Checked:
    """Look at a bundle, in a folder that goes again. Raises as `handover_file.opened` and `handover_lay.lay`."""
    with opened(path) as bundle:
        if bundle.manifest.redacted:
            return _redacted(bundle, trusted, held)
        with tempfile.TemporaryDirectory(prefix="camcensus-") as folder:
            lay(bundle, Path(folder) / "laid")
            return check(bundle, Path(folder) / "laid", trusted, held)


def check(bundle: Bundle, home: Path, trusted: Sequence[Key] = (), held: Sequence[Checkpoint] = ()) -> Checked:
    """The same of a whole bundle that lies laid out in `home`."""
    signed, public = _signed(bundle)
    with kept(home / LOG) as log:
        payloads = list(_payloads(log, keys.KIND))
        versions = {kind: {one.hash.hex() for one in log.of_kind(kind)} for kind in ("estate", "profile")}
        overlays = [_overlay(payload) for payload in _payloads(log, "knowledge")]
    found = ledger.verify(home / LOG, [signed, *held])
    faults = [
        *_keys(bundle.manifest, signed, public, payloads, trusted, held),
        *_size(found.size, signed),
        *(f"leaf {one.first}: {one.what}" if one.first else one.what for one in found.faults),
        *_files(bundle, versions, overlays),
    ]
    vouched = bool(trusted or held)
    return Checked(manifest=bundle.manifest, faults=tuple(faults), vouched=vouched, entries=found.entries)


def _redacted(bundle: Bundle, trusted: Sequence[Key], held: Sequence[Checkpoint]) -> Checked:
    signed, public = _signed(bundle)
    told = handover_redacted.read(bundle, [one.size for one in held])
    faults = [
        *_keys(bundle.manifest, signed, public, told.keys, trusted, held),
        *told.faults,
        *_roots(told.roots, [signed, *held]),
        *_size(told.size, signed),
    ]
    return Checked(
        manifest=bundle.manifest, faults=tuple(faults), vouched=bool(trusted or held), entries=told.entries,
        hidden=told.hidden, shown=told.shown, said=told.said,
    )  # fmt: skip


def _size(size: int, signed: Checkpoint) -> Iterator[str]:
    if size != signed.size:
        yield f"it has {size} leaves, and its checkpoint speaks of {signed.size}"


def _roots(roots: Mapping[int, bytes], checkpoints: Sequence[Checkpoint]) -> Iterator[str]:
    for one in checkpoints:
        if roots.get(one.size) != one.root:
            yield f"its leaves are not those of the checkpoint of {one.size} leaves"


def _signed(bundle: Bundle) -> tuple[Checkpoint, list[Key]]:
    """Its checkpoint, and the keys it bears. Raises `BrokenInput`."""
    for name in (CHECKPOINT, PUBLIC):
        if name not in bundle.names:
            raise BrokenInput(f"'{name}' is missing", where=str(bundle.path))
    try:
        signed = checkpoint.checkpoint(bundle.data(CHECKPOINT, checkpoint.MAX_BYTES))
        lines = bundle.data(PUBLIC, _SMALL).splitlines()
        return signed, [checkpoint.key(line) for line in lines if line.strip()]
    except ValueError as fault:
        raise BrokenInput(f"its checkpoint or its keys are none: {fault}", where=str(bundle.path)) from None


def _keys(
    manifest: Manifest, signed: Checkpoint, public: Sequence[Key], payloads: Sequence[bytes], trusted: Sequence[Key],
    held: Sequence[Checkpoint],
) -> Iterator[str]:  # fmt: skip
    """What is wrong with who signed what."""
    if (manifest.origin, manifest.size, manifest.root) != (signed.origin, signed.size, signed.root.hex()):
        yield "the manifest speaks of another checkpoint than the one in it"
    known = keys.chain(payloads, trusted)
    if list(public) != keys.chain(payloads):
        yield f"{PUBLIC} does not name the keys that the log names"
    for one in (signed, *held):
        whose = one.signer(known)
        if whose is None or whose.name != one.origin:
            ours = "the given keys" if trusted else "its keys"
            yield f"none of {ours} has signed the checkpoint of {one.size} leaves"


def _files(bundle: Bundle, versions: Mapping[str, set[str]], overlays: Sequence[dict[str, bytes]]) -> Iterator[str]:
    """Files of the owner's that are no version that the log names."""
    own = {name.removeprefix(FILES): name for name in bundle.names if name.startswith(FILES)}
    data = {short: b"".join(bundle.pieces(name)) for short, name in own.items()}
    estate = {name: data[name] for name in settings.NAMES if name in data and name != "profile.toml"}
    if canonical.digest("estate", 1, dict(estate)).hex() not in versions["estate"]:
        yield "its estate is no version that the log names"
    if canonical.digest("profile", 1, data.get("profile.toml", b"")).hex() not in versions["profile"]:
        yield "its profile is no version that the log names"
    if {name: one for name, one in data.items() if name.startswith(f"{OVERLAY}/")} not in overlays:
        yield "its knowledge is no version that the log names"


def _payloads(log: Kept, kind: str) -> Iterator[bytes]:
    """What the records of a kind say; a damaged one says nothing, and is a fault of its own."""
    for one in log.of_kind(kind):
        with suppress(ValueError):
            payload = unpacked(one.payload or b"")
            canonical.decode(payload)
            yield payload


def _overlay(payload: bytes) -> dict[str, bytes]:
    told = canonical.decode(payload)
    named = told.items() if isinstance(told, dict) else ()
    return {
        f"{OVERLAY}/{name.removeprefix('overlay/')}": data
        for name, data in named
        if name.startswith("overlay/") and isinstance(data, bytes)
    }
