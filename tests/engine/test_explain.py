"""One device's chain, found by any of its names."""

from __future__ import annotations

import pytest
from tests.support import AS_OF

from camcensus.engine import assess, explain, gather
from camcensus.engine.explain import Chain
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import UsageError


def chain(opened: Workspace, called: str) -> Chain:
    list(gather.read(opened, [opened.folder / "scan.xml", opened.folder / "register.csv"]))
    return explain.explain(opened, assess.assess(opened, AS_OF), called)


@pytest.mark.parametrize("called", ["CAM-1", "cam-1", "asset:CAM-1", "10.0.1.5", "44:19:B6:3A:11:11", "F71204511"])
def test_every_name_finds_it(opened: Workspace, called: str) -> None:
    assert chain(opened, called).device["label"] == "CAM-1"


def test_the_beginning_of_its_id_finds_it(opened: Workspace) -> None:
    made = chain(opened, "CAM-1")
    assert chain(opened, str(made.device["device"])[:8]).device == made.device


def test_every_link_is_there(opened: Workspace) -> None:
    made = chain(opened, "CAM-1")
    assert set(made.claims["because"]) <= set(made.observations["id"])
    assert set(made.observations["original"]) == set(made.originals)
    assert [maker.maker for maker in made.makers] == ["hikvision"]
    assert [one.clause for one in made.findings] == ["UK-WMS.1.1v1", "UK-WMS.2.1v1", "UK-WMS.3.1v1"]


def test_a_name_of_nobody_is_refused(opened: Workspace) -> None:
    with pytest.raises(UsageError, match="no device is called 'x'"):
        chain(opened, "x")
