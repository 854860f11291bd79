"""The loader takes all or nothing, and says which file and entry it refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from camcensus.knowledge import load
from camcensus.model.errors import KnowledgeError

MAKER = b"id: axis\nname: Axis\n"
BRAND = b"- id: axis\n  name: Axis\n  manufacturer: axis\n  made_by:\n"
CLAIM = b"    - {maker: axis, extent: all, evidence: own name, source: here, confidence: high}\n"
MARK = (
    b"- id: axis/one\n  field: http.title\n  pattern: '^AXIS$'\n  claims: {brand: axis}\n  strength: weak\n"
    b"  origin: axis-web\n  reference: here\n  examples: [{text: AXIS, says: {brand: axis}}]\n"
)
GOOD = {
    "makers/axis.yml": MAKER,
    "brands/all.yml": BRAND + CLAIM,
    "fingerprints/axis.yml": MARK,
    "vocabulary/fields.toml": b"'http.title' = 'title of the page'\n'fact.*' = 'what is stated'\n",
}


def refused(changes: Mapping[str, bytes]) -> str:
    with pytest.raises(KnowledgeError) as error:
        load.load(GOOD | dict(changes))
    return str(error.value)


def test_what_is_right_loads() -> None:
    knowledge = load.load(GOOD)
    assert knowledge.brands["axis"].made_by[0].maker == "axis"
    assert knowledge.fingerprints[0].examples[0].says == {"brand": "axis"}


@pytest.mark.parametrize(
    ("place", "data", "words"),
    [
        ("makers/axis.yml", MAKER + b"colour: red\n", ["makers/axis.yml", "axis", "colour", "known are"]),
        ("makers/axis.yml", b"id: axis\n", ["makers/axis.yml", "'name' is missing"]),
        ("makers/axis.yml", b"id: axes\nname: Axis\n", ["makers/axis.yml", "not the file's name"]),
        ("makers/axis.yml", MAKER + b"party: axis-ab\n", ["makers/axis.yml", "no party", "axis-ab"]),
        ("makers/axis.yml", b"id: axis\nname: [Axis\n", ["makers/axis.yml, line", "not YAML"]),
        ("makers/axis.yml", b"id: axis\nname: \xff\xfe\n", ["makers/axis.yml", "not YAML"]),
        ("brands/all.yml", BRAND + CLAIM.replace(b"axis", b"axes"), ["brand 'axis'", "no maker", "axes"]),
        ("brands/all.yml", BRAND + CLAIM.replace(b"all,", b"most,"), ["brand 'axis'", "most", "part"]),
        ("brands/all.yml", BRAND + CLAIM.replace(b"high", b"sure"), ["brand 'axis'", "sure", "medium"]),
        ("brands/all.yml", BRAND + CLAIM.replace(b"extent", b"models: '(', extent"), ["brand 'axis'", "compile"]),
        ("brands/all.yml", b"axis: {}\n", ["brands/all.yml", "list of entries"]),
        ("brands/more.yml", b"- id: axis\n  name: AXIS\n", ["brands/more.yml", "is named 'Axis' elsewhere"]),
        ("fingerprints/axis.yml", MARK.replace(b"brand: axis}", b"brand: axes}", 1), ["axis/one", "no brand", "axes"]),
        ("fingerprints/axis.yml", MARK.replace(b"brand: axis}", b"colour: red}", 1), ["axis/one", "colour"]),
        ("fingerprints/axis.yml", MARK.replace(b"weak", b"sure"), ["axis/one", "sure"]),
        ("fingerprints/axis.yml", MARK.replace(b"^AXIS$", b"(AXIS"), ["axis/one", "does not compile"]),
        ("fingerprints/axis.yml", MARK.partition(b"  examples")[0], ["axis/one", "'examples' is missing"]),
        ("fingerprints/axis.yml", MARK.partition(b"  examples")[0] + b"  examples: []\n", ["axis/one", "no example"]),
        ("fingerprints/axis.yml", MARK.replace(b"reference: here", b"reference: ''"), ["axis/one", "no reference"]),
        ("fingerprints/axis.yml", MARK + MARK, ["fingerprints/axis.yml", "axis/one", "twice"]),
        ("fingerprints/more.yml", MARK, ["fingerprints/more.yml", "axis/one", "twice"]),
        ("parties/all.yml", b"owners: []\n", ["parties/all.yml", "'parties' and 'holdings'"]),
        ("parties/all.yml", b"holdings: [{owner: a, asset: b}]\n", ["holding of 'a' in 'b'", "no party"]),
        ("vocabulary/fields.toml", b"'http.title' = 'title'\n'x' = \n", ["vocabulary/fields.toml", "not TOML"]),
        ("vocabulary/fields.toml", b"'http.server' = 'server'\n", ["axis/one", "http.title", "http.server"]),
        ("vocabulary/services.toml", b"[dsn]\n'udp 53' = 'DNS'\n", ["vocabulary/services.toml", "dsn", "dns"]),
        ("vocabulary/services.toml", b"[dns]\n'53/udp' = 'DNS'\n", ["vocabulary/services.toml", "53/udp"]),
        (
            "vocabulary/categories.toml",
            b"mac = 'number'\n",
            ["categories.toml, line 'mac'", "no kind of data", "number"],
        ),
        ("vocabulary/personal.toml", b"[host]\nmeans = 'x'\n", ["personal.toml, entry 'host'", "personal"]),
        ("vocabulary/personal.toml", b"[host]\nmeans = 'x'\npersonal = 'so'\n", ["entry 'host'", "'so'", "perhaps"]),
        ("vocabulary/ranges.toml", b"axes = ['P1']\n", ["vocabulary/ranges.toml", "no maker", "axes"]),
        ("vocabulary/costs.toml", b"[a]\nof = 'x'\n", ["vocabulary/costs.toml, entry 'a'", "source"]),
        ("vocabulary/costs.toml", b"[a]\nof = ''\nfigure = ''\neach = ''\nsource = ''\n", ["entry 'a'", "source"]),
    ],
)
def test_what_is_wrong_is_refused_by_name(place: str, data: bytes, words: list[str]) -> None:
    sentence = refused({place: data})
    for word in words:
        assert word in sentence, sentence


def test_a_field_of_a_family_is_known() -> None:
    stated = MARK.replace(b"http.title", b"fact.service")
    assert load.load(GOOD | {"fingerprints/axis.yml": stated}).fingerprints[0].field == "fact.service"


def test_a_party_stands_once_and_a_share_is_a_share() -> None:
    party = b"  - {id: a, name: A, jurisdiction: null}\n"
    other = b"  - {id: b, name: B, jurisdiction: null}\n"
    assert "'a' stands twice" in refused({"parties/a.yml": b"parties:\n" + party + party})
    holding = b"holdings:\n  - {owner: b, asset: a, percent_low: 60, percent_high: 40}\n"
    assert "60" in refused({"parties/a.yml": b"parties:\n" + party + other + holding})


def test_yes_and_no_are_words() -> None:
    files = {"makers/no.yml": b"id: no\nname: yes\nnote: off\naliases: [on, true1, NO]\n"}
    maker = load.load(files).makers["no"]
    assert (maker.name, maker.note, maker.aliases) == ("yes", "off", ("on", "true1", "NO"))


def test_an_overlay_replaces_and_adds() -> None:
    added = MARK.replace(b"axis/one", b"axis/two").replace(b"^AXIS$", b"AXIS")
    knowledge = load.load(
        GOOD
        | {
            "overlay/makers/axis.yml": b"id: axis\nname: Ours\n",
            "overlay/fingerprints/ours.yml": MARK.replace(b"weak", b"strong") + added,
        }
    )
    assert knowledge.makers["axis"].name == "Ours"
    assert {mark.id: mark.strength for mark in knowledge.fingerprints} == {"axis/one": "strong", "axis/two": "weak"}


def test_an_overlay_may_not_say_a_thing_twice() -> None:
    added = MARK.replace(b"axis/one", b"axis/two")
    assert "twice" in refused({"overlay/fingerprints/ours.yml": added + added})


def test_claims_of_several_files_stand_side_by_side() -> None:
    other = BRAND + CLAIM.replace(b"maker: axis", b"maker: null").replace(b"high", b"low")
    brand = load.load(GOOD | {"brands/other.yml": other}).brands["axis"]
    assert [claim.maker for claim in brand.made_by] == ["axis", None]


def test_an_overlay_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "makers").mkdir()
    (tmp_path / "makers" / "ours.yml").write_bytes(b"id: ours\nname: Ours\n")
    (tmp_path / "makers" / "notes.txt").write_bytes(b"not knowledge")
    files = load.read(tmp_path)
    assert files["overlay/makers/ours.yml"] == b"id: ours\nname: Ours\n"
    assert "overlay/makers/notes.txt" not in files
    assert load.read(tmp_path / "absent") == load.read()


def test_the_version_is_of_every_byte_and_place() -> None:
    one = load.version(GOOD)
    assert one == load.version(dict(reversed(GOOD.items())))
    assert one != load.version(GOOD | {"makers/axis.yml": MAKER + b"\n"})
    assert one != load.version({f"overlay/{place}": data for place, data in GOOD.items()})
    assert len(one) == 64
