"""One test for every fingerprint there is: nothing more is needed when one is added."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import PurePosixPath

import pytest
import yaml
from tests.support import knowledge

from camcensus.model.identity import CLASSES
from camcensus.model.knowledge import Fingerprint, Knowledge
from camcensus.wire import patterns

KNOWLEDGE = knowledge()
MARKS = KNOWLEDGE.fingerprints
BESIDE: dict[tuple[str, str], list[Fingerprint]] = defaultdict(list)
"""The marks of each field and part."""
for _mark in MARKS:
    BESIDE[_mark.field, _mark.part].append(_mark)
MAKERS = ("hikvision", "dahua", "uniview", "axis", "bosch", "hanwha", "tvt", "xiongmai", "tiandy", "reolink")
ONE_ANSWER = ("hardware_maker", "class", "brand")
"""What two marks may not answer differently for the same value."""

_PLACE = re.compile(r"\{(\w+)\}")

FILES: dict[str, list[Fingerprint]] = defaultdict(list)
for _mark in MARKS:
    FILES[_mark.id.partition("/")[0]].append(_mark)
every_file = pytest.mark.parametrize("marks", FILES.values(), ids=FILES)
"""One test a file: ten thousand tests would take longer to begin than to run. What fails names its mark."""


@cache
def compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode())


def says(mark: Fingerprint, value: bytes | str) -> dict[str, str] | None:
    """What a mark claims of a value; None: it does not match."""
    found = compiled(mark.pattern).search(value.encode() if isinstance(value, str) else value)
    if found is None:
        return None
    groups = {name: (data or b"").decode() for name, data in found.groupdict().items()}
    said = {about: _PLACE.sub(lambda place: groups[place[1]], value) for about, value in mark.claims.items()}
    return {about: value for about, value in said.items() if value}


@every_file
def test_an_example_matches_and_says_what_is_written(marks: list[Fingerprint]) -> None:
    for mark in marks:
        for example in mark.examples:
            assert says(mark, example.data) == dict(example.says), (mark.id, example.text)


@every_file
def test_a_near_miss_does_not_match(marks: list[Fingerprint]) -> None:
    for mark in marks:
        assert mark.counter_examples, mark.id
        assert [text for text in mark.counter_examples if says(mark, text) is not None] == [], mark.id


@every_file
def test_nobody_else_answers_otherwise(marks: list[Fingerprint]) -> None:
    for mark in marks:
        for example in mark.examples:
            for other in BESIDE[mark.field, mark.part]:
                said = says(other, example.data)
                for about in ONE_ANSWER:
                    if said and about in said and about in example.says:
                        assert said[about] == example.says[about], (mark.id, other.id, example.data)


@every_file
def test_every_captured_group_is_claimed(marks: list[Fingerprint]) -> None:
    for mark in marks:
        pattern = re.compile(mark.pattern)
        used = {name for value in mark.claims.values() for name in _PLACE.findall(value)}
        assert used == set(pattern.groupindex), mark.id
        assert pattern.groups == len(pattern.groupindex), f"{mark.id}: a group without a name: write (?:...)"


@every_file
def test_it_is_complete(marks: list[Fingerprint]) -> None:
    for mark in marks:
        assert mark.claims, mark.id
        assert mark.origin, mark.id
        assert mark.reference, mark.id
        texts = [example.text for example in mark.examples] + list(mark.counter_examples)
        assert len(set(texts)) == len(texts), mark.id
        assert mark.claims.get("class", "unknown") in CLASSES, mark.id


@every_file
def test_its_pattern_is_safe_on_hostile_values(marks: list[Fingerprint]) -> None:
    for mark in marks:
        patterns.check(mark.pattern)
        assert re.search(mark.pattern.encode(), b"") is None, mark.id


def test_an_id_begins_with_its_file(files: Mapping[str, bytes]) -> None:
    for place, data in files.items():
        if place.startswith("fingerprints/"):
            stem = PurePosixPath(place).stem
            for entry in yaml.load(data, Loader=yaml.CSafeLoader):
                assert re.fullmatch(rf"{re.escape(stem)}/[a-z0-9-]+", entry["id"]), entry["id"]


def test_no_mark_stands_twice() -> None:
    patterns = Counter((mark.field, mark.part, mark.pattern) for mark in MARKS)
    assert [pair for pair, times in patterns.items() if times > 1] == []


def test_an_origin_belongs_to_one_maker() -> None:
    makers: dict[str, set[str]] = defaultdict(set)
    for mark in MARKS:
        if "hardware_maker" in mark.claims:
            makers[mark.origin].add(mark.claims["hardware_maker"])
    assert {origin: names for origin, names in makers.items() if len(names) > 1} == {}


def test_no_mark_of_a_not_camera_catches_a_camera() -> None:
    others = {mark.id for mark in MARKS if mark.claims.get("class") == "not-camera"}
    for mark in MARKS:
        if mark.id in others:
            continue
        for example in mark.examples:
            beside = [other for other in BESIDE[mark.field, mark.part] if other.id in others]
            assert [other.id for other in beside if says(other, example.data)] == []


@pytest.mark.parametrize("maker", MAKERS)
def test_the_common_makers_can_be_told(maker: str) -> None:
    own = [mark for mark in MARKS if mark.claims.get("hardware_maker") == maker]
    assert len(own) >= 3
    assert len({mark.field for mark in own}) >= 2


def test_a_white_label_is_seen_through(knowledge: Knowledge) -> None:
    """TruVision, Luma and Alibi recorders send Hikvision's header; it must not be read as the label."""
    said = [says(mark, "DNVRS-Webs") for mark in knowledge.fingerprints if mark.field == "http.server"]
    assert [claims for claims in said if claims] == [{"hardware_maker": "hikvision"}]


@pytest.mark.parametrize(
    "text",
    [
        "v=0\r\no=- 1109162014219182 1109162014219192 IN IP4 192.0.2.7\r\ns=Session\r\n",
        "v=0\r\ns=Session\r\na=Media_header:MEDIAINFO=494D4B48010100;\r\n",
        "v=0\r\ns=Media Presentation\r\na=control:*\r\n",
        "v=0\r\ns=Session streamed with GStreamer\r\ni=rtsp-server\r\n",
    ],
)
def test_what_is_copied_names_nobody(text: str) -> None:
    assert [mark.id for mark in MARKS if mark.field == "sdp" and says(mark, text)] == []
