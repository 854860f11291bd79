"""What a form needs is gathered, and only that; what it does not take is refused by name."""

from __future__ import annotations

from dataclasses import fields

import pytest
from tests.support import AS_OF

from camcensus.engine import assess, extensions, gather, issued, material, publish
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import UsageError
from camcensus.model.material import Material

FORM = "departmental-return"


def test_a_form_of_the_whole_estate(opened: Workspace) -> None:
    made = material.gathered(opened, assess.assess(opened, AS_OF), "csv")
    assert (made.device, made.earlier, made.gates, made.kept) == ("", None, (), ())


def test_the_document_before_is_judged_again_from_its_own_basis(opened: Workspace) -> None:
    now = assess.assess(opened, AS_OF)
    first = issued.issue(opened, material.gathered(opened, now, FORM), FORM, "html", "A. Example")
    found = material.gathered(opened, now, FORM).earlier
    assert found is not None
    assert found.issue == first.issue
    assert found.assessment.basis == now.basis


def test_what_a_form_does_not_take_is_refused(opened: Workspace) -> None:
    one = assess.assess(opened, AS_OF)
    with pytest.raises(UsageError, match="takes no 'colour'"):
        material.gathered(opened, one, FORM, words={"colour": "red"})
    with pytest.raises(UsageError, match="about the whole estate"):
        material.gathered(opened, one, FORM, device="10.0.1.5")
    with pytest.raises(UsageError, match="there is no form 'papyrus'"):
        material.gathered(opened, one, "papyrus")


def test_a_form_about_a_device_wants_one(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    real = publish.form(FORM)
    about = extensions.Extension(id=real.id, module=real.module, definition={**real.definition, "about": "device"})
    monkeypatch.setattr(publish, "form", lambda _: about)
    list(gather.read(opened, [opened.folder / "scan.xml"], gather.Wish()))
    one = assess.assess(opened, AS_OF)
    with pytest.raises(UsageError, match="Name it with --device"):
        material.gathered(opened, one, FORM)
    with pytest.raises(UsageError, match="no device is called"):
        material.gathered(opened, one, FORM, device="10.9.9.9")
    made = material.gathered(opened, one, FORM, device="10.0.1.5")
    assert made.device in one.devices["device"].to_list()


@pytest.mark.parametrize("need", ["gates", "kept", "originals", "files", "options", "issues"])
def test_each_need_is_met(opened: Workspace, monkeypatch: pytest.MonkeyPatch, need: str) -> None:
    list(gather.read(opened, [opened.folder / "scan.xml"], gather.Wish()))
    one = assess.assess(opened, AS_OF)
    issued.issue(opened, material.gathered(opened, one, FORM), FORM, "html", "A. Example")
    monkeypatch.setattr(publish, "needs", lambda _: frozenset({need}))
    made = material.gathered(opened, one, FORM)
    assert made.gates == ()
    assert {kept.what for kept in made.kept} >= ({"mac"} if need == "kept" else set())
    assert bool(made.files) == (need == "files")
    assert [option.id for option in made.options] == (["isolate", "replace"] if need == "options" else [])
    assert bool(made.issues) == (need == "issues")
    assert bool(made.originals) <= (need == "originals")


def test_every_need_that_a_form_names_is_known() -> None:
    named = {need for name in publish.forms() for need in publish.needs(name)}
    assert named <= material.NEEDS.keys() | {"earlier"}
    assert set(material.NEEDS) <= {one.name for one in fields(Material)}
