"""Make a report in one of the forms of ``report/``, or one of the documents that people hand over."""

from __future__ import annotations

import os
from pathlib import Path

from camcensus.engine import extensions
from camcensus.engine.extensions import Extension
from camcensus.model.errors import InputError, UsageError
from camcensus.model.material import Material

DRAWN = ("html", "pdf")
"""How a document may be drawn."""


def forms() -> dict[str, Extension]:
    """Each form and document by its id."""
    return extensions.found("reports") | extensions.found("documents")


def form(name: str) -> Extension:
    """One of them. Raises `UsageError` for one that is not there."""
    known = forms()
    if name not in known:
        raise UsageError(f"there is no form '{name}'", mend=f"one of: {', '.join(known)}")
    return known[name]


def needs(name: str) -> frozenset[str]:
    """What a form wants in its material besides the assessment. Raises `UsageError`."""
    wanted = form(name).definition.get("needs", [])
    return frozenset(map(str, wanted)) if isinstance(wanted, list) else frozenset()


def endings(name: str) -> tuple[str, ...]:
    """The endings of the files that a form gives, the usual one first. Raises `UsageError`."""
    one = form(name)
    return DRAWN if hasattr(one.module, "compose") else (str(one.definition["extension"]),)


def named(name: str, ending: str) -> str:
    """What the file of a form is called where nobody says it."""
    return f"report.{ending}" if name == ending else f"{name}.{ending}"


def publish(material: Material, name: str, ending: str = "") -> bytes:
    """The material in that form; a document as the ``html`` or ``pdf`` that `ending` says.

    Raises `UsageError` for a form or an ending that is not there.
    """
    one, able = form(name), endings(name)
    wanted = ending or able[0]
    if wanted not in able:
        raise UsageError(f"the form '{name}' gives no '{wanted}'", mend=f"one of: {', '.join(able)}")
    if not hasattr(one.module, "compose"):
        rendered: bytes = one.module.render(material)
        return rendered
    from camcensus.report import _page, _pdf, _seal  # noqa: PLC0415  # most commands draw no document

    document = _seal.sealed(one.module.compose(material), material)
    return _pdf.render(document) if wanted == "pdf" else _page.render(document)


def write(data: bytes, path: Path) -> None:
    """Write a report whole or not at all. Raises `InputError` if it cannot be written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise InputError(f"the report cannot be written: {fault.strerror}", where=str(path)) from None
