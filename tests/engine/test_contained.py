"""Whom a change contains: networks that are named, or devices of the estate that are not shut off from the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from tests.contained import MADE, UNTIL
from tests.workspaces import make

from camcensus.engine import contained, gather, workspace
from camcensus.engine.contained import Asked
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import UsageError


def asked(needs: Mapping[str, Sequence[str]] | None = None, until: date | None = UNTIL) -> Asked:
    return Asked(as_of=MADE, until=until, reference="CHG-7", needs=needs or {"ntp": ["192.0.2.1"]})


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    make(tmp_path)
    found = workspace.open_(tmp_path)
    list(gather.read(found, [tmp_path / "scan.xml", tmp_path / "register.csv"]))
    yield found
    found.store.close()


def test_networks_that_are_named() -> None:
    made = contained.of_networks(["10.1.0.0/31", "10.1.0.2-10.1.0.3"], ["10.2.0.0/16"], asked())
    assert (made.devices, made.core, made.named[0].addresses) == (("10.1.0.0/30",), ("10.2.0.0/16",), ("10.1.0.0/30",))


def test_needs_have_the_services_of_their_kind_or_their_own() -> None:
    made = contained.of_networks(
        ["10.1.0.1"],
        [],
        asked({"recorder": ["10.3.0.1", "10.3.0.2=tcp/8000,udp/5000-5010", "10.3.0.0"], "dns": ["10.3.0.3"]}),
    )
    assert [(one.name, one.opened_by, [str(each) for each in one.services]) for one in made.needs] == [
        ("recorder", "other", ["tcp/80", "tcp/443", "tcp/554"]),
        ("recorder", "other", ["tcp/8000", "udp/5000-5010"]),
        ("dns", "device", ["tcp/53", "udp/53"]),
    ]
    assert made.needs[0].others == ("10.3.0.0/31",)


@pytest.mark.parametrize(
    ("devices", "needs", "words"),
    [
        (["nonsense"], {}, "--devices"),
        ([], {}, "no address to contain"),
        (["10.1.0.1"], {"ntp": ["10.2.0.1"]}, "lies in the core"),
        (["10.1.0.1"], {"ntp": [""]}, "names no address"),
        (["10.1.0.1"], {"ntp": ["=udp/123"]}, "names no address"),
        (["10.1.0.1"], {"ntp": ["host.example"]}, "--ntp"),
        (["10.1.0.1"], {"recorder": ["10.3.0.1=icmp"]}, "'icmp' is no service"),
        (["10.1.0.1"], {"recorder": ["10.3.0.1=tcp/0"]}, "'tcp/0' is no service"),
        (["10.1.0.1"], {"recorder": ["10.3.0.1=tcp/9-5"]}, "is no service"),
        (["10.1.0.1"], {"recorder": ["10.3.0.1=tcp/5-x"]}, "is no service"),
        (["10.1.0.1"], {"recorder": ["10.3.0.1="]}, "names no port"),
    ],
)
def test_what_is_wrong_is_one_sentence(devices: list[str], needs: Mapping[str, Sequence[str]], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        contained.of_networks(devices, ["10.2.0.0/16"], asked(needs or {"ntp": ["10.9.0.1"]}))


def test_devices_of_the_estate_that_are_or_may_be_subject(opened: Workspace) -> None:
    made = contained.of_estate(opened, asked())
    assert {one.label for one in made.named} == {"CAM-1"}
    assert all(one.site for one in made.named)
    assert made.core


def test_one_device_by_its_name_or_address(opened: Workspace) -> None:
    (one,) = contained.of_estate(opened, asked(), devices=["CAM-1"]).named
    assert contained.of_estate(opened, asked(), devices=[one.addresses[0]]).named == (one,)
    assert [each.label for each in contained.of_estate(opened, asked(), devices=["CAM-2"]).named] == ["CAM-2"]
    with pytest.raises(UsageError, match="no device is called 'CAM-99'"):
        contained.of_estate(opened, asked(), devices=["CAM-99"])


def test_a_site_or_zone_without_any(opened: Workspace) -> None:
    for chosen in ({"sites": ["elsewhere"]}, {"zones": ["elsewhere"]}):
        with pytest.raises(UsageError, match="no address to contain"):
            contained.of_estate(opened, asked(), **chosen)


def test_what_is_needed_must_not_lie_in_the_core_of_the_estate(opened: Workspace) -> None:
    core = contained.of_estate(opened, asked()).core[0].partition("/")[0]
    with pytest.raises(UsageError, match="lies in the core"):
        contained.of_estate(opened, asked({"ntp": [core]}))
