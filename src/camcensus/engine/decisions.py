"""What a person decided, as the log keeps it: determinations, waivers, considerations, each under a hash of its own.

Its form is `said`'s: what is at its default is left out, so that a field that is added later changes no hash. Logs from
before that hold the text that Python prints of the value; `read` understands both.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields

from camcensus.engine.said import default, said
from camcensus.model.finding import Approval, Consideration, Determination, Waiver
from camcensus.model.profile import Profile
from camcensus.store.interface import Store
from camcensus.wire import canonical

_CLASSES = {kind.__name__: kind for kind in (Determination, Waiver, Consideration, Approval)}
KINDS = ("determination", "waiver", "consideration")


def keep(store: Store, profile: Profile, *, received: int) -> None:
    """Keep each decision of a profile once; one that an older log holds as text is not kept again."""
    decided: dict[str, tuple[object, ...]] = {
        "determination": profile.determinations,
        "waiver": profile.waivers,
        "consideration": profile.considerations,
    }
    for kind, many in decided.items():
        held = {key for _, key in store.records(kind)}
        for one in many:
            value = said(one)
            key = canonical.digest(kind, 2, value)
            if key not in held and canonical.digest(kind, 1, repr(one).encode()) not in held:
                store.keep(kind, key, canonical.encode(value), received=received)


def read(payload: bytes) -> dict[str, canonical.Value]:
    """What was decided, by the names of its fields. Raises `ValueError` for what is of neither form."""
    try:
        value = canonical.decode(payload)
    except ValueError:
        value = _text(payload)
    if not isinstance(value, dict):
        raise ValueError("it is no decision")  # noqa: TRY004  # a fault of what was kept
    return value


def _text(payload: bytes) -> canonical.Value:
    """What Python printed: calls of classes with names and plain values, read without running anything."""
    try:
        return _value(ast.parse(payload.decode("utf-8"), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise ValueError(f"it is no decision: {fault}") from None


def _value(node: ast.expr) -> canonical.Value:
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str | bool | int)):
        return node.value
    if isinstance(node, ast.Tuple):
        return [_value(one) for one in node.elts]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date":
        year, month, day = (int(str(_value(one))) for one in node.args)
        return f"{year:04}-{month:02}-{day:02}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return dict(_fields(node.func.id, {str(one.arg): _value(one.value) for one in node.keywords}))
    raise ValueError("it is no decision")


def _fields(name: str, given: Mapping[str, canonical.Value]) -> Iterator[tuple[str, canonical.Value]]:
    """Without those at the default of a class that is known here."""
    known = fields(_CLASSES[name]) if name in _CLASSES else ()
    at = {one.name: said(value) for one in known if (value := default(one)) is not MISSING}
    yield from ((field, value) for field, value in given.items() if field not in at or value != at[field])
