"""What ``nft -j list ruleset`` prints.

Source: libnftables-json(5) of nftables 1.0. A rule's line is its place among the objects of the file, for the whole may
stand on one line; its handle is its name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from camcensus.wire.config import _nft as nft
from camcensus.wire.config._nft import Asked, ChainOf, Item, Mapped, SetOf, Table, Verdict, Written
from camcensus.wire.config._nft_rule import nat
from camcensus.wire.config.values import MAX_TEXT, Box, Translation, Unread

DIALECT = nft.DIALECT

Node = Mapping[str, Any]

_PLAIN = {"accept": "permit", "drop": "deny", "return": "return", "continue": "continue", "reject": "deny"}
_NOTES = frozenset({"counter", "log", "mangle", "flow", "set", "ct helper", "ct timeout", "secmark"})
"""Statements that decide nothing."""
_META = {"iifname": "iifname", "oifname": "oifname", "iif": "iif", "oif": "oif"}


def detect(head: bytes) -> bool:
    """Whether it begins like one; never raises."""
    return head[:400].lstrip()[:1] == b"{" and b'"nftables"' in head[:400]


def parse(text: str, name: str = "") -> Box:
    """The box. Raises `ValueError` where it is not JSON of nft."""
    try:
        held = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    objects = held.get("nftables") if isinstance(held, dict) else None
    if not isinstance(objects, list):
        raise ValueError("it is not what nft -j prints")  # noqa: TRY004  # of whoever wrote the file, not of the caller
    tables: dict[tuple[str, str], Table] = {}
    unread: list[Unread] = []
    for number, one in enumerate(objects, 1):
        if not isinstance(one, dict) or len(one) != 1:
            unread.append(Unread(line=number, text=json.dumps(one)[:MAX_TEXT]))
            continue
        ((kind, node),) = one.items()
        try:
            _take(kind, node, number, tables)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            unread.append(Unread(line=number, text=json.dumps(one)[:MAX_TEXT]))
    if not tables:
        raise ValueError("no table stands in it")
    return nft.box(tables.values(), unread, name)


def _take(kind: str, node: Node, number: int, tables: dict[tuple[str, str], Table]) -> None:
    """One object. Raises `KeyError` and its like for what is not as it should be."""
    if kind in ("metainfo", "counter", "quota", "limit", "flowtable", "ct helper", "ct timeout", "ct expectation"):
        return
    if kind == "table":
        tables[node["family"], node["name"]] = Table(family=node["family"], name=node["name"])
        return
    table = tables[node["family"], node["table"]]
    if kind == "chain":
        made = ChainOf(line=number, kind=node.get("type", ""), hook=node.get("hook", ""), priority=node.get("prio", 0))
        made.default = "deny" if node.get("policy") == "drop" else "permit"
        table.chains[node["name"]] = made
    elif kind in ("set", "map"):
        table.sets[node["name"]] = _set(kind, node, number)
    elif kind == "rule":
        table.chains[node["chain"]].rules.append(_rule(node, number))
    else:
        raise KeyError(kind)


def _set(kind: str, node: Node, number: int) -> SetOf:
    made = SetOf(line=number)
    made.changing = bool({"dynamic", "timeout"} & set(node.get("flags", ()))) or "timeout" in node
    if kind == "map" and node.get("map") != "verdict":
        made.changing = True
    for one in node.get("elem", ()):
        key, value = one if kind == "map" and isinstance(one, list) else (one, None)
        if isinstance(key, dict) and "elem" in key:
            made.changing |= "expires" in key["elem"] or "timeout" in key["elem"]
            key = key["elem"]["val"]
        made.items.append(_item(key))
        made.verdicts.append(_verdict(value) if isinstance(value, dict) else nft.GOES_ON)
    return made


def _item(value: Any) -> Item:
    """An element as texts, one a key. Raises `KeyError` and its like."""
    if isinstance(value, dict) and "concat" in value:
        return tuple(_text(part) for part in value["concat"])
    return (_text(value),)


def _text(value: Any) -> str:
    if isinstance(value, str | int):
        return str(value)
    if "prefix" in value:
        return f"{value['prefix']['addr']}/{value['prefix']['len']}"
    if "range" in value:
        low, high = value["range"]
        return f"{low}-{high}"
    raise KeyError("value")


# --- one rule --------------------------------------------------------------------------------------------------------


def _rule(node: Node, number: int) -> Written:
    asked: list[Asked] = []
    unread: list[str] = []
    verdict, mapped, hits = nft.GOES_ON, None, None
    for statement in node["expr"]:
        ((kind, inner),) = statement.items()
        try:
            if kind == "match":
                asked.append(_asked(inner))
            elif kind == "vmap":
                mapped = _mapped(inner)
            elif kind == "counter":
                hits = inner.get("packets") if isinstance(inner, dict) else None
            elif kind in _PLAIN or kind in ("jump", "goto", "snat", "dnat", "masquerade", "redirect", "queue"):
                verdict = _verdict(statement)
            elif kind not in _NOTES:
                unread.append(json.dumps(statement)[:MAX_TEXT])
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            unread.append(json.dumps(statement)[:MAX_TEXT])
    if unread and verdict is nft.GOES_ON and mapped is None:
        verdict = Verdict("unread")
    return Written(
        line=number,
        text=json.dumps(node["expr"])[:MAX_TEXT],
        asked=tuple(asked),
        verdict=verdict,
        mapped=mapped,
        unread=tuple(unread),
        comment=str(node.get("comment", "")),
        hits=hits if isinstance(hits, int) else None,
    )


def _asked(node: Node) -> Asked:
    """A condition. Raises `KeyError` and its like for what is not understood."""
    left, right, op = node["left"], node["right"], node["op"]
    if isinstance(left, dict) and "&" in left:
        key, mask = left["&"]
        if _keys(key) != ("tcp flags",):
            raise KeyError("mask")
        return Asked(("tcp flags",), op, ((f"{_flags(right)}/{_flags(mask)}",),), listed=True)
    keys = _keys(left)
    named = right[1:] if isinstance(right, str) and right.startswith("@") else ""
    if named:
        return Asked(keys, "==" if op == "in" else op, (), named)
    if keys == ("tcp flags",):
        return Asked(keys, "==" if op == "in" else op, ((_flags(right),),), listed=True)
    inner = right["set"] if isinstance(right, dict) and "set" in right else right
    listed = not (isinstance(right, dict) and "set" in right)
    if isinstance(inner, dict) and "|" in inner:
        inner = _or(inner)
    values = inner if isinstance(inner, list) else [inner]
    return Asked(keys, "==" if op == "in" else op, tuple(_item(one) for one in values), "", "", listed)


def _or(node: Node) -> list[Any]:
    """``a | b | c`` as a list."""
    found: list[Any] = []
    for one in node["|"]:
        found += _or(one) if isinstance(one, dict) and "|" in one else [one]
    return found


def _flags(value: Any) -> str:
    if isinstance(value, dict) and "|" in value:
        value = _or(value)
    return "|".join(value) if isinstance(value, list) else str(value)


def _keys(left: Any) -> tuple[str, ...]:
    parts = left.get("concat", [left])
    return tuple(_key(part) for part in parts)


def _key(node: Node) -> str:
    if "payload" in node:
        return f"{node['payload']['protocol']} {node['payload']['field']}"
    if "meta" in node:
        key = node["meta"]["key"]
        return _META.get(key, f"meta {key}")
    if "ct" in node and "dir" not in node["ct"]:
        return f"ct {node['ct']['key']}"
    raise KeyError("key")


def _mapped(node: Node) -> Mapped:
    keys, data = _keys(node["key"]), node["data"]
    if isinstance(data, str):
        return Mapped(keys, named=data.removeprefix("@"))
    return Mapped(keys, tuple((_item(key), _verdict(value)) for key, value in data["set"]))


def _verdict(node: Node) -> Verdict:
    ((kind, inner),) = node.items()
    if kind in _PLAIN:
        return Verdict(_PLAIN[kind])
    if kind in ("jump", "goto"):
        return Verdict(kind, chain=inner["target"])
    if kind == "masquerade":
        return Verdict("translate", translation=Translation(of_interface=True))
    if kind in ("snat", "dnat") and not set(inner) - {"addr", "port", "family", "flags"}:
        made = nat(
            kind, _text(inner["addr"]) if "addr" in inner else "", _text(inner["port"]) if "port" in inner else ""
        )
        return Verdict("translate", translation=made) if made is not None else Verdict("unread")
    return Verdict("unread")
