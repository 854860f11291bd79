from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.wire import patterns


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"^a(?=b)", "looks around"),
        (r"(?<!a)b", "looks around"),
        (r"x(?:a(?!b))y", "looks around"),
        (r"(a)\1", "refers back"),
        (r"(?P<q>a)(?P=q)", "refers back"),
        (r"^(?:a+)++b", "nothing back"),
        (r"^x(?:a|(?>b+))c", "nothing back"),
        (r"(?:a+)+b", "ways"),
        (r"(?:x(?:a|b)*y){2,}", "ways"),
        (r"(?P<model>(?:\w+-)*)$", "matches nothing"),
        (r"(?:^|,)\s*O=HIKVISION", "ways"),
        (r"^a.*b.*c", "ways"),
        (r"a.*b", "ways"),
        (r"^(?:ab|c+){0,9}d", "ways"),
        (r"^(?:a|ab|abc){0,30}d", "ways"),
        (r"(?m)^a.*b", "ways"),
        (r"a*", "matches nothing"),
        ("^caf\u00e9", "ASCII"),
    ],
)
def test_what_may_take_long_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(patterns.CostError, match=why):
        patterns.check(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?:a+)?b",
        r"[(+*]\(",
        r"(?:ab){0,4}c",
        r"^a{3}(?P<x>b+)c",
        r"(?i)^[^]]+$",
        r"(?:^|,)O=HIKVISION(?:,|$)",
        r"(?:^one|^two .*)",
        r"\bCN=[^,]{1,80},OU=X",
    ],
)
def test_what_is_linear_is_allowed(pattern: str) -> None:
    patterns.check(pattern)


LITERALS = {
    r"^DNVRS-Webs\b": b"dnvrs-webs",
    r"(?i)^Hikvision-Webs": b"hikvision-webs",
    r"(?:ab|ac)x": b"a",
    r"(?:one|two)-webs": b"-webs",
    r"a(?P<v>[0-9.]+)bcd": b"bcd",
    r"(?:GoAhead)?Webs": b"webs",
    r"(?:abc){2}d": b"abc",
    r"[ab]+": b"",
    r"a?b*": b"",
    r"CN=\w{1,20},O=Example Corp": b",o=example corp",
    r"x\.y\x41\xff": b"x.ya\xff",
    r"(?i:AbC)D": b"abc",
    r"\bab": b"ab",
    r"a.b": b"a",
    r"a[b]c": b"abc",
}


@pytest.mark.parametrize("pattern", LITERALS)
def test_the_longest_text_of_every_match(pattern: str) -> None:
    assert patterns.literal(pattern) == LITERALS[pattern]


def matching(pattern: str) -> st.SearchStrategy[bytes]:
    """Bytes that hold a match: drawn as text, since drawing bytes stumbles over ``(?i)[^"]``."""
    found = st.from_regex(re.compile(pattern, re.ASCII), alphabet=st.characters(max_codepoint=255))
    return found.map(lambda text: text.encode("latin-1"))


@pytest.mark.parametrize("pattern", LITERALS)
@given(data=st.data())
def test_every_match_contains_it(pattern: str, data: st.DataObject) -> None:
    assert patterns.literal(pattern) in data.draw(matching(pattern)).lower()


def test_every_example_of_a_fingerprint_contains_its_literal() -> None:
    for mark in knowledge().fingerprints:
        for example in mark.examples:
            assert patterns.literal(mark.pattern) in example.data.lower(), mark.id


MARKS = st.sampled_from(sorted({mark.pattern for mark in knowledge().fingerprints}))


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(pattern=MARKS, data=st.data())
def test_every_match_of_a_fingerprint_contains_its_literal(pattern: str, data: st.DataObject) -> None:
    assert patterns.literal(pattern) in data.draw(matching(pattern)).lower()
