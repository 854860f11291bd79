"""Hold devices that must stay to what they need: a text for each box, read back and proved before it is handed over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

from camcensus.engine import configs, extensions, paths, publish
from camcensus.engine.extensions import Extension
from camcensus.model.containment import Change, Containment, Proof, Written
from camcensus.model.errors import UsageError
from camcensus.reason import proof, within
from camcensus.reason.policy import IntricateError
from camcensus.reason.proof import Asked
from camcensus.reason.within import Merged, Near
from camcensus.report.acl import _drafts as drafts
from camcensus.report.acl._names import slug, stem
from camcensus.report.change import html, pdf, text
from camcensus.wire import spans
from camcensus.wire.config import every
from camcensus.wire.config.values import Box

_FAMILIES = {4: spans.V4_ALL, 6: spans.V6_ALL}


class There(NamedTuple):
    """A configuration that is there."""

    box: Box
    text: str


# --- platforms -------------------------------------------------------------------------------------------------------


def platforms() -> tuple[str, ...]:
    """Those whose texts are proved, then those of which there are drafts."""
    return (*extensions.found("acls"), *drafts.PLATFORMS)


def form(name: str) -> Extension:
    """A platform whose texts are proved, by its id. Raises `UsageError`."""
    known = extensions.found("acls")
    if name not in known:
        raise UsageError(f"there is no platform '{name}'", mend=f"one of: {', '.join(platforms())}")
    return known[name]


def asked(one: Extension, containment: Containment) -> Asked:
    """How the text of a platform is asked what it says."""
    families, beside = one.definition["families"], one.definition["beside"]
    assert isinstance(families, list)  # noqa: S101  # test_structure holds every definition to it
    assert isinstance(beside, list)  # noqa: S101
    return Asked(
        str(one.definition["kind"]),
        one.module.chains(containment),
        spans.union(map(spans.network, beside)),
        tuple(_FAMILIES[family] for family in families),
    )


def read_back(one: Extension, written: str, name: str = "") -> Box:
    """The box of a text, by the reader of its dialect. Raises `ValueError`."""
    dialect = one.definition["dialect"]
    readers = [reader for reader in every.dialects() if dialect == reader.DIALECT]
    told = next((reader for reader in readers if reader.detect(written[: every.HEAD].encode())), readers[-1])
    box: Box = told.parse(written, name)
    return box


# --- one change ------------------------------------------------------------------------------------------------------


def write(
    containment: Containment, names: Sequence[str], there: Sequence[There] = (), links: Iterable[str] = ()
) -> Change:
    """The texts for these platforms, and for each box whose configuration is there, with their proofs.

    Raises `UsageError` for a platform that is not there, or a text for which a box has no place.
    """
    near = paths.links(links, [one.box for one in there])
    texts = [one for name in dict.fromkeys(names) for one in _alone(containment, name)]
    texts += [one for held in there for one in _within(containment, held, near)]
    if not texts:
        raise UsageError("no platform is named", mend=f"say with --dialect one of: {', '.join(platforms())}")
    return Change(containment=containment, texts=tuple(texts))


def holds(change: Change) -> bool:
    """Whether every text that claims to be proved is."""
    return all(one.holds for one in change.proofs())


def code(change: Change) -> int:
    """The exit code: 0 proved, 1 refused, 3 not known, for there are drafts."""
    return (3 if any(one.proof is None for one in change.texts) else 0) if holds(change) else 1


def _alone(containment: Containment, name: str) -> Iterator[Written]:
    if name in drafts.PLATFORMS:
        drawn = drafts.render(containment, name)
        yield Written(dialect=name, name=f"draft.{name}", text=drawn, proof=None)
        return
    for one in _both(name):
        if _speaks_of(one, containment):
            yield _written(containment, one, f"containment.{one.definition['extension']}")


def _both(name: str) -> Iterator[Extension]:
    """A platform; of iptables both families."""
    yield form(name)
    if name == "iptables":
        yield form("ip6tables")


def _speaks_of(one: Extension, containment: Containment) -> bool:
    families = asked(one, containment).families
    return any(spans.both(proof.addresses(containment.devices), family) for family in families)


def _written(containment: Containment, one: Extension, name: str) -> Written:
    # By itself it cannot speak of the policy that stands first on the box.
    apart = replace(containment, place=replace(containment.place, before=""))
    return Written(
        dialect=one.id,
        name=name,
        text=one.module.render(containment),
        proof=_proved(containment, read_back(one, one.module.render(apart), name), asked(one, containment)),
        load=one.module.load(containment, name),
        back_out=one.module.back_out(containment),
    )


def _proved(containment: Containment, box: Box, how: Asked) -> Proof:
    try:
        return proof.prove(containment, box, how)
    except IntricateError as fault:
        raise UsageError(f"it cannot be proved: {fault}", mend="contain fewer at once") from None


# --- within what is there --------------------------------------------------------------------------------------------


def _within(containment: Containment, held: There, near: Near) -> Iterator[Written]:
    if re.search(rf"{stem(containment)}(?![A-Za-z0-9])", held.text):
        mend = "take it away first, or give the change another reference"
        raise UsageError(f"the change {containment.reference} is in it already", where=held.box.name, mend=mend)
    placed = replace(containment, place=within.place(held.box, containment.place))
    ones = [one for one in extensions.found("acls").values() if _fits(one, held.box)]
    if not ones:
        raise UsageError(f"nothing is written for {held.box.dialect}", where=held.box.name)
    for one in ones:
        if not _speaks_of(one, placed):
            raise UsageError("it speaks of another family than the devices", where=held.box.name)
        if one.id == "ios" and not placed.place.lists and not placed.place.interfaces:
            raise UsageError("where the list goes is not said", where=held.box.name, mend="say --interface or --list")
        made = _written(placed, one, f"{slug(held.box.name, 40)}.{one.definition['extension']}")
        merged, how = _merged(placed, held, one, made.text), asked(one, placed)
        try:
            found = within.prove(placed, merged, how, held.box, near)
        except IntricateError as fault:
            raise UsageError(f"it cannot be proved: {fault}", where=held.box.name) from None
        yield replace(made, within=found)


def _fits(one: Extension, box: Box) -> bool:
    """Whether a platform is that of a box; of iptables by the family of its file."""
    if one.definition["dialect"] != box.dialect:
        return False
    if box.dialect != "iptables":
        return True
    chain = box.chains.get("filter/FORWARD")
    other = chain is not None and chain.rules[:1] and "IPv4" in chain.rules[0].text
    return one.id == ("ip6tables" if other else "iptables")


def _merged(containment: Containment, held: There, one: Extension, made: str) -> Merged:
    last = held.text.count("\n") + 1
    if one.module.chains(containment):
        return Merged(within.spliced(held.box, read_back(one, made), last, containment), last)
    try:
        return Merged(read_back(one, f"{held.text}\n{made}", held.box.name), last)
    except ValueError as fault:
        raise UsageError(f"our rules cannot be added to it: {fault}", where=held.box.name) from None


def there(files: Iterable[Path]) -> list[There]:
    """Configurations from files. Raises as `configs.read` does."""
    every_file = list(files)
    boxes = configs.together(every_file)
    return [There(box, configs.stripped(path)) for box, path in zip(boxes, every_file, strict=True)]


# --- handing over ----------------------------------------------------------------------------------------------------


def deliver(change: Change, folder: Path) -> list[Path]:
    """Write the request, the proofs and, if they hold, the texts; the files written.

    Of a change that does not hold no text is written, and none of its names is left from before. Raises `InputError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "change.html": html.render(change),
        "change.pdf": pdf.render(change),
        "change.txt": text.render(change),
        "proof.txt": text.proofs(change),
        "proof.json": proofs(change),
    }
    if holds(change):
        made |= {one.name: one.text.encode() for one in change.texts}
    else:
        for one in change.texts:
            (folder / one.name).unlink(missing_ok=True)
    for name, data in made.items():
        publish.write(data, folder / name)
    return [folder / name for name in made]


def proofs(change: Change) -> bytes:
    """What was proved, for machines."""
    texts = [{"dialect": one.dialect, "file": one.name, "proof": _plain(one.proof), "within": _plain(one.within)}
             for one in change.texts]  # fmt: skip
    held = {
        "reference": change.containment.reference,
        "until": change.containment.until,
        "addresses": change.containment.count,
        "holds": holds(change),
        "texts": texts,
    }
    return (json.dumps(held, default=str, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(one: Proof | None) -> object:
    return None if one is None else {"holds": one.holds, **asdict(one)}
