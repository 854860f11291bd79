from __future__ import annotations

import pytest

from camcensus.wire.netflow.fields import NAMES, REVERSE, SCOPE, VARIABLE, Field


@pytest.mark.parametrize(
    ("number", "size", "enterprise", "name"),
    [
        (8, 4, 0, "source4"),
        (27, 16, 0, "source6"),
        (1, 4, 0, "bytes"),
        (1, 8, 0, "bytes"),
        (1, 3, 0, "bytes"),
        (1, 4, REVERSE, "bytes_back"),
        (6, 1, REVERSE, "flags_back"),
        (154, 8, 0, "first_ntp"),
        (56, 6, 0, "source_mac"),
    ],
)
def test_an_element_is_known_by_its_number(number: int, size: int, enterprise: int, name: str) -> None:
    assert Field(number=number, size=size, enterprise=enterprise).name == name


@pytest.mark.parametrize(
    ("number", "size", "enterprise"),
    [
        (8, 16, 0),  # an IPv4 address of sixteen bytes
        (27, 4, 0),
        (1, 9, 0),
        (1, 0, 0),
        (1, VARIABLE, 0),
        (154, 4, 0),
        (96, 4, 0),  # the name of an application
        (8, 4, 12_345),
        (34, 4, SCOPE),
        (8, 4, REVERSE),
    ],
)
def test_what_it_cannot_be_has_no_name(number: int, size: int, enterprise: int) -> None:
    assert Field(number=number, size=size, enterprise=enterprise).name == ""


def test_every_name_can_be_had() -> None:
    for number, name in NAMES.items():
        assert name in {Field(number=number, size=size).name for size in (1, 4, 6, 8, 16)}
