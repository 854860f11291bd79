"""Knowledge, read and made ready to recognise with; what is slow about it is kept from one run to the next."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from camcensus.engine import cache
from camcensus.knowledge import load as files
from camcensus.knowledge import orders, ownership, registrants
from camcensus.model import identity, knowledge
from camcensus.model.knowledge import Knowledge, Registrants
from camcensus.reason.matcher import Matcher, compile_marks
from camcensus.reason.sayings import Sayings

_CODE = (files.__file__, orders.__file__, ownership.__file__, knowledge.__file__, identity.__file__)
"""What gives knowledge its form: another form, another file kept."""


def load(read: files.Files) -> Knowledge:
    """Everything in the knowledge files, checked; from the cache where these bytes were checked before.

    Raises `KnowledgeError`.
    """
    source = b"".join(Path(code).read_bytes() for code in _CODE) + files.version(read).encode()
    packed = cache.kept("knowledge", source, lambda: msgspec.msgpack.encode(files.load(read)))
    try:
        return msgspec.msgpack.decode(packed, type=Knowledge)
    except msgspec.MsgspecError:
        cache.forget("knowledge", source)
        return files.load(read)


def sayings(known: Knowledge) -> Sayings:
    """What tells of each value what it says."""
    return Sayings(known, holders(), matcher(known))


def holders() -> Registrants:
    """Who holds which block of Ethernet addresses."""
    return registrants.table()


def matcher(known: Knowledge) -> Matcher:
    """Its fingerprints. The automaton takes seconds to compile and is kept."""
    source = f"{_release()}\0{platform.machine()}\0{platform.processor()}".encode()
    source += "\0".join(mark.pattern for mark in known.fingerprints).encode()
    weights = known.vocabulary.weights
    try:
        compiled = cache.kept("automaton", source, lambda: compile_marks(known.fingerprints))
        return Matcher(known.fingerprints, weights, compiled)
    except ValueError:  # made by another processor's build
        cache.forget("automaton", source)
        return Matcher(known.fingerprints, weights, compile_marks(known.fingerprints))


def _release() -> str:
    try:
        return version("hyperscan")
    except PackageNotFoundError:
        return ""
