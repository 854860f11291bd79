"""The header of a token: read as it is meant, and of anything else nothing."""

from __future__ import annotations

import pytest
from litestar.datastructures import Headers

from camcensus.faces.web.tokens import shown


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("BEARER abc", "abc"), ("Basic abc", ""), ("abc", ""),
        ("Bearer", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_token_of_a_header(header: str, secret: str) -> None:
    assert shown(Headers({"Authorization": header})) == secret


def test_without_one_there_is_none() -> None:
    assert shown(Headers({})) == ""
