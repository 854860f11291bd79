"""Knowledge files into frozen values, all of them or none, and the hash that says which they were.

Files are YAML (makers, brands, parties, fingerprints, directives) and TOML (vocabulary). A folder of the owner's may
lie over ours: an entry with an id of ours replaces it, anything else is added. ``yes`` and ``no`` are words here, not
truth values, and a fingerprint without a reference or an example does not load.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TypeVar

import yaml

from camcensus.knowledge.orders import Orders, numbered
from camcensus.knowledge.ownership import Ownership, Place
from camcensus.model.errors import KnowledgeError
from camcensus.model.identity import ABOUTS, STRENGTHS
from camcensus.model.knowledge import (
    CONFIDENCES,
    Brand,
    Directive,
    Fingerprint,
    Holding,
    Knowledge,
    Listing,
    Maker,
    Party,
    Vocabulary,
)
from camcensus.model.separation import OUTLETS
from camcensus.model.strict import StrictError, convert
from camcensus.wire import canonical, patterns, toml

HERE = Path(__file__).parent
FOLDERS = ("makers", "brands", "parties", "fingerprints", "directives", "listings", "vocabulary")


Files = Mapping[str, bytes]
"""Place (``makers/axis.yml``; an overlay's files begin with ``overlay/``) to bytes."""

T = TypeVar("T")


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's idea of plain words: only ``true`` and ``false`` are truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def read(overlay: Path | None = None) -> dict[str, bytes]:
    """The bytes of every knowledge file, ours and then the owner's overlay. Raises `KnowledgeError`."""
    files = _folder(HERE, "")
    if overlay is not None and overlay.is_dir():
        files |= _folder(overlay, "overlay/")
    return files


def _folder(root: Path, prefix: str) -> dict[str, bytes]:
    return {
        f"{prefix}{path.relative_to(root).as_posix()}": path.read_bytes()
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in (".yml", ".toml")
    }


def version(files: Files) -> str:
    """SHA-256 (hex) over every file's place and bytes."""
    return canonical.digest("knowledge", 1, dict(files)).hex()


def load(files: Files) -> Knowledge:
    """Everything, checked. Raises `KnowledgeError` naming the file and entry of the first fault."""
    makers = _keyed(files, "makers", Maker)
    brands = _brands(files)
    parties, holdings = _parties(files)
    fingerprints = _listed(files, "fingerprints", Fingerprint)
    texts = {PurePosixPath(place).stem: data for place, data in _of(files, "directives")}
    directives = {name: numbered(order, texts[name]) for name, order in _keyed(files, "directives", Directive).items()}
    knowledge = Knowledge(
        version=version(files),
        makers=makers,
        brands=brands,
        parties=parties,
        holdings=holdings,
        fingerprints=tuple(fingerprints.values()),
        directives=directives,
        listings=_keyed(files, "listings", Listing),
        vocabulary=_vocabulary(files),
    )
    _check(knowledge)
    return knowledge


def _of(files: Files, folder: str) -> list[tuple[str, bytes]]:
    """The files of one folder, ours first, so that the owner's win."""
    return [(p, b) for p, b in files.items() if p.startswith(f"{folder}/")] + [
        (p, b) for p, b in files.items() if p.startswith(f"overlay/{folder}/")
    ]


def _yaml(place: str, data: bytes) -> object:
    try:
        return yaml.load(data, Loader=_Loader)  # noqa: S506  # a subclass of the safe loader
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise KnowledgeError(f"it is not YAML: {fault.problem}", where=f"{place}, line {line}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise KnowledgeError(f"it is not YAML: {fault}", where=place) from None


def _convert(place: str, data: object, kind: type[T]) -> T:
    try:
        return convert(data, kind)
    except StrictError as fault:
        entry = data.get("id", "") if isinstance(data, dict) else ""
        path = ".".join(str(step) for step in fault.path)
        where = ", ".join(filter(None, [place, f"entry '{entry}'" if entry else "", path]))
        raise KnowledgeError(str(fault), where=where) from None


def _keyed(files: Files, folder: str, kind: type[T]) -> dict[str, T]:
    """One entry a file; its id is the file's name."""
    found: dict[str, T] = {}
    for place, data in _of(files, folder):
        entry = _convert(place, _yaml(place, data), kind)
        name = Path(place).stem
        if entry.id != name:  # type: ignore[attr-defined]
            raise KnowledgeError(f"its id is not the file's name, '{name}'", where=place)
        found[name] = entry
    return found


def _entries(place: str, data: bytes, kind: type[T]) -> list[T]:
    """The entries of a file that is a list."""
    entries = _yaml(place, data)
    if not isinstance(entries, list):
        raise KnowledgeError("should be a list of entries", where=place)
    return [_convert(place, raw, kind) for raw in entries]


def _once(found: dict[str, T], overlaid: set[str], place: str, entries: list[T]) -> None:
    """Put entries under their ids: an id stands once in ours and once in the overlay, which replaces ours."""
    for entry in entries:
        key: str = entry.id  # type: ignore[attr-defined]
        ours = not place.startswith("overlay/")
        if (ours and key in found) or key in overlaid:
            raise KnowledgeError(f"the id '{key}' stands twice", where=place)
        if not ours:
            overlaid.add(key)
        found[key] = entry


def _listed(files: Files, folder: str, kind: type[T]) -> dict[str, T]:
    """Many entries a file."""
    found: dict[str, T] = {}
    overlaid: set[str] = set()
    for place, data in _of(files, folder):
        _once(found, overlaid, place, _entries(place, data, kind))
    return found


def _brands(files: Files) -> dict[str, Brand]:
    """A brand may stand in several files of ours, each with its claims: they are put side by side."""
    found: dict[str, Brand] = {}
    overlaid: set[str] = set()
    for place, data in _of(files, "brands"):
        for brand in _entries(place, data, Brand):
            before = found.get(brand.id)
            if before is None or place.startswith("overlay/"):
                _once(found, overlaid, place, [brand])
            elif before.name != brand.name:
                raise KnowledgeError(f"brand '{brand.id}' is named '{before.name}' elsewhere", where=place)
            else:
                found[brand.id] = Brand(
                    id=brand.id,
                    name=brand.name,
                    spellings=tuple(dict.fromkeys(before.spellings + brand.spellings)),
                    manufacturer=before.manufacturer or brand.manufacturer,
                    made_by=before.made_by + brand.made_by,
                )
    return found


def _parties(files: Files) -> tuple[dict[str, Party], tuple[Holding, ...]]:
    """Parties by id, and all holdings; an overlay's holdings stand beside ours."""
    places: list[Place] = []
    parties: dict[str, Party] = {}
    overlaid: set[str] = set()
    holdings: list[Holding] = []
    for place, data in _of(files, "parties"):
        content = _yaml(place, data)
        if not isinstance(content, dict) or set(content) - {"parties", "holdings"}:
            raise KnowledgeError("should have the lists 'parties' and 'holdings'", where=place)
        listed = [_convert(place, raw, Party) for raw in content.get("parties") or []]
        _once(parties, overlaid, place, listed)
        held = [_convert(place, raw, Holding) for raw in content.get("holdings") or []]
        holdings += held
        places += [(place, index) for index in range(len(held))]
    Ownership(files, parties, holdings, places).check()
    return parties, tuple(holdings)


def _vocabulary(files: Files) -> Vocabulary:
    """Each file of the folder is one table of the vocabulary, by the file's name."""
    tables: dict[str, object] = {}
    for place, data in _of(files, "vocabulary"):
        try:
            content, _ = toml.parse(data.decode())
        except (toml.TomlError, UnicodeDecodeError) as fault:
            raise KnowledgeError(f"it is not TOML: {fault}", where=place) from None
        name = Path(place).stem
        value = content.get("list", content)
        before = tables.get(name)
        tables[name] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return _convert("vocabulary", tables, Vocabulary)


def _check(knowledge: Knowledge) -> None:
    """What refers to what must be there, and words must be ours."""
    for maker in knowledge.makers.values():
        _known(maker.party, knowledge.parties, f"makers/{maker.id}.yml", "party")
    for brand in knowledge.brands.values():
        where = f"brand '{brand.id}'"
        _known(brand.manufacturer, knowledge.makers, where, "maker")
        for claim in brand.made_by:
            _known(claim.maker, knowledge.makers, where, "maker")
            _one_of(claim.extent, ("all", "part", "past"), where)
            _one_of(claim.role, ("hardware", "component", "plant"), where)
            _one_of(claim.confidence, CONFIDENCES, where)
            if claim.models:
                _pattern(claim.models, where)
    Orders(
        directives=knowledge.directives,
        listings=knowledge.listings,
        parties=knowledge.parties,
        holidays=knowledge.vocabulary.holidays,
    ).check()
    for mark in knowledge.fingerprints:
        _fingerprint(mark, knowledge)
    _words(knowledge)


def _words(knowledge: Knowledge) -> None:
    """What words of the vocabulary refer to must be there, and what is published of others has its source."""
    for maker in knowledge.vocabulary.ranges:
        _known(maker, knowledge.makers, "vocabulary/ranges.toml", "maker")
    for name, cost in knowledge.vocabulary.costs.items():
        where = f"vocabulary/costs.toml, entry '{name}'"
        if set(cost) != {"of", "figure", "each", "source"} or not cost["source"]:
            raise KnowledgeError("it has 'of', 'figure', 'each' and a 'source', and nothing else", where=where)
    for name, category in knowledge.vocabulary.categories.items():
        _known(category, knowledge.vocabulary.personal, f"vocabulary/categories.toml, line '{name}'", "kind of data")
    for kind, said in knowledge.vocabulary.personal.items():
        where = f"vocabulary/personal.toml, entry '{kind}'"
        if set(said) != {"means", "personal"}:
            raise KnowledgeError("it has 'means' and 'personal', and nothing else", where=where)
        _one_of(said["personal"], ("yes", "perhaps", "no"), where)
    for kind, ports in knowledge.vocabulary.services.items():
        _one_of(kind, OUTLETS, "vocabulary/services.toml")
        for port in ports:
            if not re.fullmatch(r"(?:tcp|udp) [1-9][0-9]{0,4}", port):
                raise KnowledgeError(f"'{port}' is no protocol and port", where="vocabulary/services.toml")


def _fingerprint(mark: Fingerprint, knowledge: Knowledge) -> None:
    where = f"fingerprint '{mark.id}'"
    _one_of(mark.strength, STRENGTHS, where)
    _pattern(mark.pattern, where)
    if not mark.reference or not mark.examples:
        raise KnowledgeError("it has no reference or no example", where=where)
    family = mark.field.split(".")[0] + ".*"
    if family not in knowledge.vocabulary.fields:
        _one_of(mark.field, tuple(knowledge.vocabulary.fields), where)
    for about, value in mark.claims.items():
        _one_of(about, ABOUTS, where)
        if about == "brand":
            _known(value, knowledge.brands, where, "brand")
        elif about in ("manufacturer", "hardware_maker", "component_maker"):
            _known(value, knowledge.makers, where, "maker")


def _known(name: str | None, among: Mapping[str, object], where: str, what: str) -> None:
    if name is not None and name not in among:
        raise KnowledgeError(f"no {what} has the id '{name}'", where=where)


def _one_of(word: str, words: Sequence[str], where: str) -> None:
    if word not in words:
        raise KnowledgeError(f"'{word}' is not one of: {', '.join(words)}", where=where)


def _pattern(pattern: str, where: str) -> None:
    try:
        patterns.check(pattern)
    except patterns.CostError as fault:
        raise KnowledgeError(f"the pattern '{pattern}' is not allowed: {fault}", where=where) from None
    except re.error as fault:
        raise KnowledgeError(f"the pattern does not compile: {fault}", where=where) from None
