"""``nft -j list ruleset``: the same as the text, and what is not understood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.boxes import tcp, told, verdict

from camcensus.wire.config import nft_json

PRINTED = """{"nftables": [{"metainfo": {"version": "1.0.6"}}, {"table": {"family": "inet", "name": "f", "handle": 1}},
{"chain": {"family": "inet", "table": "f", "name": "c", "handle": 1, "type": "filter", "hook": "forward", "prio": 0,
"policy": "drop"}}, {"map": {"family": "inet", "name": "ports", "table": "f", "type": "inet_service", "handle": 2,
"map": "verdict", "elem": [[443, {"accept": null}], [{"range": [1, 99]}, {"drop": null}]]}}, {"rule": {"family": "inet",
"table": "f", "chain": "c", "handle": 4, "comment": "web", "expr": [{"match": {"op": "==", "left": {"meta": {"key":
"iifname"}}, "right": "eth-cam"}}, {"vmap": {"key": {"payload": {"protocol": "tcp", "field": "dport"}}, "data":
"@ports"}}]}}]}"""


def test_what_nft_prints() -> None:
    passed = told(nft_json.parse(PRINTED))
    assert [verdict(passed, tcp(port)) for port in (443, 80, 8080)] == ["permit", "deny", "deny"]


def ruleset(*statements: dict[str, Any], **chain: Any) -> str:
    base = {"family": "ip", "table": "f", "name": "c", "type": "filter", "hook": "forward", "prio": 0, "policy": "drop"}
    objects: list[dict[str, Any]] = [
        {"metainfo": {"version": "1.0.6", "json_schema_version": 1}},
        {"table": {"family": "ip", "name": "f", "handle": 1}},
        {"set": {"family": "ip", "table": "f", "name": "cams", "type": "ipv4_addr", "flags": ["interval"],
                 "elem": [{"prefix": {"addr": "10.1.0.0", "len": 16}}]}},
        {"chain": base | chain},
    ]  # fmt: skip
    if statements:
        objects.append({"rule": {"family": "ip", "table": "f", "chain": "c", "handle": 4, "expr": list(statements)}})
    return json.dumps({"nftables": objects})


def match(left: Any, right: Any, op: str = "==") -> dict[str, Any]:
    return {"match": {"op": op, "left": left, "right": right}}


SOURCE = {"payload": {"protocol": "ip", "field": "saddr"}}
PORT = {"payload": {"protocol": "tcp", "field": "dport"}}
ACCEPT: dict[str, Any] = {"accept": None}


@pytest.mark.parametrize(
    ("conditions", "says"),
    [
        ([match(SOURCE, "@cams"), match(PORT, {"set": [22, {"range": [440, 450]}]})], "permit"),
        ([match(SOURCE, {"prefix": {"addr": "10.9.0.0", "len": 16}})], "deny"),
        ([match(PORT, 443, "!=")], "deny"),
        ([match({"ct": {"key": "state"}}, ["new", "related"], "in")], "permit"),
        ([match({"meta": {"key": "iifname"}}, "eth-cam")], "permit"),
        ([match({"meta": {"key": "mark"}}, 7)], "unknown"),
        ([{"limit": {"rate": 3, "per": "minute"}}], "unknown"),
        ([match({"ct": {"key": "saddr", "dir": "original"}}, "10.1.0.5")], "unknown"),
        ([match({"&": [{"payload": {"protocol": "tcp", "field": "flags"}}, ["fin", "syn", "rst", "ack"]]}, "syn")],
         "permit"),
        ([match({"concat": [SOURCE, PORT]}, {"set": [{"concat": ["10.1.0.5", 443]}]})], "permit"),
    ],
)  # fmt: skip
def test_conditions(conditions: list[dict[str, Any]], says: str) -> None:
    assert (
        verdict(told(nft_json.parse(ruleset(*conditions, {"counter": {"packets": 3, "bytes": 9}}, ACCEPT))), tcp(443))
        == says
    )


def test_a_verdict_map() -> None:
    made = {"vmap": {"key": PORT, "data": {"set": [[443, ACCEPT], [{"range": [1, 99]}, {"drop": None}]]}}}
    passed = told(nft_json.parse(ruleset(made, policy="accept")))
    assert [verdict(passed, tcp(port)) for port in (443, 80, 8080)] == ["permit", "deny", "permit"]


@pytest.mark.parametrize("text", ["[]", "{}", '{"nftables": 7}', "not json", '{"nftables": []}', "[" * 100_000])
def test_what_is_not_of_nft_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of json as well
        nft_json.parse(text)


def test_odd_objects_are_told() -> None:
    held = json.loads(ruleset(ACCEPT))
    held["nftables"] += [7, {"rule": {"family": "ip", "table": "gone", "chain": "c", "expr": []}}, {"tunnel": {}}]
    assert len(nft_json.parse(json.dumps(held)).unread) == 3


WORDS = st.sampled_from(
    ["match", "left", "right", "op", "payload", "protocol", "field", "set", "prefix", "range", "concat", "vmap", "key",
     "data", "accept", "jump", "target", "ct", "|", "&"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 70_000) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=4))
def test_any_statements_are_read_or_told(statements: list[Any]) -> None:
    held = json.loads(ruleset())
    held["nftables"].append({"rule": {"family": "ip", "table": "f", "chain": "c", "handle": 4, "expr": statements}})
    box = nft_json.parse(json.dumps(held))
    assert box.unread or len(box.chains["ip f c"].rules) >= 1


def test_it_is_told_from_others() -> None:
    assert nft_json.detect(ruleset().encode())
    assert not nft_json.detect(b'{"nodes": []}')
