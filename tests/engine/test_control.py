"""What is answered of a company: the labelled traps that can be told without the labels, and what a name means."""

from __future__ import annotations

from datetime import date

import pytest
from bench import control as cases
from tests.support import knowledge

from camcensus.engine import control
from camcensus.engine import known as ready
from camcensus.knowledge import load
from camcensus.model.control import Asked
from camcensus.model.errors import UsageError
from camcensus.model.finding import Determination
from camcensus.model.gate import Written
from camcensus.model.knowledge import Knowledge
from camcensus.model.outcome import Answer
from camcensus.model.profile import Profile, Readings
from camcensus.reason import control as reasoned
from camcensus.reason.gate import Judge

DAY = date(2026, 11, 23)


def ask(name: str, day: date = DAY, **more: object) -> Asked:
    return control.ask(name, knowledge(), day, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "day", "entity", "product", "reason"),
    [
        ("Hikvision", date(2022, 6, 30), "yes", "yes", "registered-there"),
        ("Hikvision UK Limited", date(2023, 12, 31), "yes", "yes", "controlled-from-there"),
        ("Hangzhou EZVIZ Network Co., Ltd.", date(2022, 12, 28), "yes", "yes", "registered-there"),
        ("Lorex", date(2016, 12, 31), "no", "per-model", "hardware-of-subject-maker"),
        ("Lorex", date(2019, 12, 31), "yes", "yes", "controlled-from-there"),
        ("Packetalk", date(2024, 1, 31), "no", "yes", "hardware-of-subject-maker"),
        ("Zhejiang Uniview Technologies", date(2012, 3, 15), "yes", "yes", "owner-elsewhere"),
        ("TP-Link Systems Inc", date(2025, 11, 8), "uncertain", "uncertain", "registration-not-known"),
        ("March Networks", date(2010, 12, 31), "no", "no", "registered-elsewhere"),
        ("March Networks", date(2015, 6, 30), "yes", "yes", "controlled-from-there"),
        ("VIVOTEK", date(2017, 9, 30), "no", "no", "registered-elsewhere"),
        ("Newport Wafer Fab", date(2020, 12, 31), "no", "no", "minority-from-there"),
        ("Newport Wafer Fab", date(2021, 7, 5), "yes", "yes", "controlled-from-there"),
        ("Newport Wafer Fab", date(2024, 3, 6), "no", "no", "registered-elsewhere"),
        ("Hanwha Vision", date(2024, 9, 1), "no", "no", "component-open"),
        ("Costar Technologies Inc", date(2021, 11, 15), "no", "no", "name-alike"),
    ],
)
def test_traps(name: str, day: date, entity: str, product: str, reason: str) -> None:
    found = ask(name, day)
    assert (found.entity, found.product) == (entity, product)
    assert reason in found.reasons
    assert all(" " in sentence for sentence in found.sentences)
    assert found.sources


@pytest.mark.parametrize(
    ("name", "entity", "reasons"),
    [
        ("MinorityCo", "yes", ("controlled-by-state-together", "by-together")),
        ("RingCo", "yes", ("controlled-from-there", "by-together")),
        ("HK company owned by HK residents", "uncertain", ("registered-in-open-jurisdiction",)),
    ],
)
def test_the_arithmetic(name: str, entity: str, reasons: tuple[str, ...]) -> None:
    found = control.ask(name, load.load(load.read(cases.OVERLAY)), DAY)
    assert found.entity == entity
    assert set(reasons) <= set(found.reasons)


@pytest.mark.skipif(not cases.CASES.exists(), reason="the labelled cases are not beside the project")
def test_the_labelled_cases(capsys: pytest.CaptureFixture[str]) -> None:
    cases.run()
    assert "30 of 30 as expected" in capsys.readouterr().out


def test_the_days_on_which_the_answer_changes() -> None:
    assert [(str(day), answer) for day, answer, _ in ask("Newport Wafer Fab").changes] == [
        ("2019-12-31", "no"),
        ("2021-07-05", "yes"),
        ("2024-03-06", "no"),
    ]


def test_both_claims_stand_where_sources_differ() -> None:
    found = ask("Newport Wafer Fab", date(2020, 12, 31))
    assert "sources-differ" in found.reasons
    assert any(claim.status == "SOURCE_CONFLICT" for hop in found.chain for claim in hop.claims)


def test_the_chain_goes_up_to_who_is_at_its_top_and_each_hop_has_its_source() -> None:
    found = ask("Lorex", date(2019, 12, 31))
    assert [hop.party for hop in found.chain] == ["lorex", "zhejiang-dahua"]
    assert all(claim.source for hop in found.chain for claim in hop.claims)
    assert found.integrated["zhejiang-dahua"] == (100.0, 100.0)


def test_how_the_owner_reads_hong_kong_decides() -> None:
    profile = Profile(readings=Readings(hong_kong_company_is_subject=Answer.NO))
    known = load.load(load.read(cases.OVERLAY))
    assert control.ask("hk-co", known, DAY, profile=profile).entity == "no"


def test_what_a_person_signed_stands() -> None:
    one = Determination(maker="axis", subject=True, person="A. Example", signed=date(2026, 1, 1), reason="a test")
    found = ask("Axis", profile=Profile(determinations=(one,)))
    assert (found.entity, found.basis, found.reasons[0]) == ("yes", "signed", "determined")


def test_a_name_that_nobody_has_is_refused_with_those_that_are_alike() -> None:
    with pytest.raises(UsageError, match="Costar Video Group") as error:
        ask("Costar Video Group")
    assert "costar-technologies" in error.value.mend
    with pytest.raises(UsageError, match="Zzyzx"):
        ask("Zzyzx")


def test_an_assessment_and_the_gate_read_what_is_open_as_the_owner_does() -> None:
    """A company of Hong Kong alone is subject, or not, in `control`, in the assessment and in the gate alike."""
    known = load.load(load.read(cases.OVERLAY))
    for answer in (Answer.YES, Answer.NO):
        readings = Readings(hong_kong_company_is_subject=answer)
        assert gate_of(known, readings)["hk-co"].answer is answer
        world = reasoned.World(known, DAY, readings=readings)
        assert reasoned.decide("hk-co", known, (), DAY, world).answer is answer


def gate_of(known: Knowledge, readings: Readings) -> dict[str, reasoned.Control]:
    judge = Judge(known, ready.sayings(known), (), DAY, readings)
    judge.judge(Written(make="HK company owned by HK residents", model="X100"))
    return judge.controls
