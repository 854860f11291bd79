from __future__ import annotations

import contextlib
from struct import pack

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.netflow import exports
from tests.wire.netflow.exports import FLOW4, flow4

from camcensus.wire.netflow import templates
from camcensus.wire.netflow.fields import VARIABLE, Field
from camcensus.wire.netflow.templates import MAX_FIELDS, Template, sampling

PARSERS = (templates.v9, templates.v9_options, templates.ipfix, templates.ipfix_options)


def of(*elements: tuple[int, int]) -> Template:
    return Template(fields=tuple(Field(number=number, size=size) for number, size in elements))


# --- what they say ----------------------------------------------------------------------------------------------------


def test_a_template_of_version_9_names_its_elements_in_order() -> None:
    ((number, found),) = templates.v9(exports.template(256, FLOW4))
    assert number == 256
    assert [(field.number, field.size) for field in found.fields] == list(FLOW4)
    assert (found.size, found.is_variable, found.options) == (30, False, False)


def test_several_templates_stand_in_one_set_and_zeros_fill_it() -> None:
    body = exports.template(256, [(8, 4)]) + exports.template(257, [(12, 4), (1, 8)]) + bytes(2)
    assert [number for number, _ in templates.v9(body)] == [256, 257]


def test_an_enterprise_is_four_bytes_more() -> None:
    ((_, found),) = templates.ipfix(exports.template(300, [(1, 4, 29_305), (1, 4), (77, 2, 9)]))
    assert found is not None
    assert [field.name for field in found.fields] == ["bytes_back", "bytes", ""]


def test_a_template_without_elements_is_withdrawn() -> None:
    assert list(templates.ipfix(exports.template(300, []))) == [(300, None)]
    assert list(templates.ipfix(exports.template(2, []))) == [(2, None)]
    assert list(templates.ipfix_options(exports.template(3, []))) == [(3, None)]


def test_scopes_of_version_9_are_no_elements_and_those_of_ipfix_are() -> None:
    ((_, nine),) = templates.v9_options(exports.options(256, [(1, 4)], [(34, 4)]))
    ((_, ten),) = templates.ipfix_options(exports.options(256, [(8, 4)], [(34, 4)], version=10))
    assert ten is not None
    assert [field.name for field in nine.fields] == ["", "sampled"]
    assert [field.name for field in ten.fields] == ["source4", "sampled"]
    assert nine.options
    assert ten.options


# --- templates that lie -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parser", [templates.v9, templates.ipfix])
def test_more_elements_than_there_are_is_refused(parser: object) -> None:
    for count in (2, MAX_FIELDS + 1, 65_535):
        with pytest.raises(ValueError, match="more elements"):
            list(parser(pack("!HHHH", 256, count, 8, 4)))  # type: ignore[operator]


def test_what_came_before_a_broken_template_is_given() -> None:
    found = templates.v9(exports.template(256, [(8, 4)]) + pack("!HH", 257, 9))
    assert next(found)[0] == 256
    with pytest.raises(ValueError, match="more elements"):
        next(found)


def test_a_set_full_of_elements_is_refused_if_its_records_could_be_in_no_packet() -> None:
    with pytest.raises(ValueError, match="longer than a packet"):
        list(templates.v9(exports.template(256, [(999, 60_000), (999, 60_000)])))
    with pytest.raises(ValueError, match="more elements"):
        list(templates.v9(exports.template(256, [(1, 1)] * (MAX_FIELDS + 1))))


def test_a_number_that_no_template_has_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        list(templates.v9(pack("!HHHH", 5, 1, 8, 4)))


def test_an_options_template_of_odd_length_is_refused() -> None:
    with pytest.raises(ValueError, match="whole elements"):
        list(templates.v9_options(pack("!HHH", 256, 3, 4) + bytes(8)))


@pytest.mark.parametrize("parser", PARSERS)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_templates_or_refused(parser: object, data: bytes) -> None:
    with contextlib.suppress(ValueError):
        for number, found in parser(data):  # type: ignore[operator]
            assert 0 <= number < 65_536
            assert found is None or found.size >= 0


# --- records ----------------------------------------------------------------------------------------------------------


def test_records_are_cut_into_columns() -> None:
    records = flow4("10.0.0.9", "10.0.0.5", (50_001, 554)) + flow4("10.0.0.5", "10.0.0.9", (554, 50_001), flags=18)
    template = of(*((one[0], one[1]) for one in FLOW4))
    whole, count = template.fixed(records + b"\0\0\0")
    columns = template.columns(whole)
    assert count == 2
    assert columns["source4"].tolist() == [0x0A000009, 0x0A000005]
    assert columns["target_port"].tolist() == [554, 50_001]
    assert columns["flags"].tolist() == [27, 18]
    assert columns["bytes"].tolist() == [1_000, 1_000]


@given(values=st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=9), size=st.integers(1, 8))
def test_numbers_of_any_width_are_read(values: list[int], size: int) -> None:
    values = [value % 256**size for value in values]
    template = of((1, size))
    data = b"".join(value.to_bytes(size, "big") for value in values)
    assert template.columns(template.fixed(data)[0])["bytes"].tolist() == [min(value, 2**63 - 1) for value in values]


def test_times_of_ntp_keep_all_their_bits() -> None:
    template = of((154, 8))
    (value,) = template.columns(b"\xee\x00\x00\x00\x80\x00\x00\x01")["first_ntp"].tolist()
    assert value & 0xFFFFFFFFFFFFFFFF == 0xEE00000080000001


def test_an_element_that_stands_twice_is_read_where_it_stands_first() -> None:
    assert of((1, 1), (1, 1)).columns(b"\x01\x02")["bytes"].tolist() == [1]


def test_a_template_of_no_bytes_holds_no_records() -> None:
    template = of((1, 0), (2, 0))
    assert template.fixed(b"something") == (b"", 0)
    assert template.columns(b"") == {}


def test_elements_of_variable_length_are_stepped_over() -> None:
    template = of((8, 4), (96, VARIABLE), (1, 2))
    short = exports.ip("10.0.0.1") + b"\x04rtsp" + pack("!H", 7)
    long = exports.ip("10.0.0.2") + b"\xff" + pack("!H", 300) + bytes(300) + pack("!H", 8)
    whole, count = template.fixed(short + long + bytes(3))
    columns = template.columns(whole)
    assert count == 2
    assert columns["source4"].tolist() == [0x0A000001, 0x0A000002]
    assert columns["bytes"].tolist() == [7, 8]


def test_a_length_that_lies_ends_the_set() -> None:
    template = of((8, 4), (96, VARIABLE))
    assert template.fixed(exports.ip("10.0.0.1") + b"\xfe" + bytes(10))[1] == 0


@given(
    elements=st.lists(
        st.tuples(st.sampled_from([1, 8, 27, 96, 154, 999]), st.sampled_from([0, 1, 4, 8, 16, VARIABLE])), max_size=6
    ),
    data=st.binary(max_size=400),
)
def test_any_template_takes_any_bytes(elements: list[tuple[int, int]], data: bytes) -> None:
    template = of(*elements)
    records, count = template.fixed(data)
    columns = template.columns(records)
    assert count <= len(data)
    assert len(records) <= len(data)
    assert all(len(column) == count for column in columns.values())
    assert set(columns) <= template.names


# --- sampling ---------------------------------------------------------------------------------------------------------


def test_sampling_is_said_in_three_ways() -> None:
    number = np.array([100, 100, 1, 0], np.int64)
    assert sampling({"sampled": number}) == [100]
    assert sampling({"sample_interval": np.array([1, 0]), "sample_space": np.array([999, 5])}) == [1_000]
    assert sampling({"sample_size": np.array([2]), "sample_population": np.array([128])}) == [64]
    assert sampling({"bytes": number}) == []
