from __future__ import annotations

import pytest

from camcensus.wire import patterns


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"^a(?=b)", "looks around"),
        (r"(?<!a)b", "looks around"),
        (r"x(?:a(?!b))y", "looks around"),
        (r"(a)\1", "refers back"),
        (r"(?P<q>a)(?P=q)", "refers back"),
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
