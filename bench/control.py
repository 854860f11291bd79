"""Score the decision on labelled questions of ownership, beside three rules that people use. Needs ``../shared``."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from camcensus.engine import control
from camcensus.knowledge import load
from camcensus.model.control import Asked
from camcensus.model.knowledge import Knowledge

CASES = Path(__file__).parents[2] / "shared" / "corpus" / "ownership-cases.csv"
OVERLAY = Path(__file__).parent / "ownership"

ASKED = {
    "LOR-2016": "Lorex",
    "LOR-DATECONFLICT": "Lorex",
    "INDIGO": "IndigoVision",
    "HON": "Honeywell",
    "PKT": "Packetalk",
    "LTS-ADI": "LTS",
    "EZV": "Hangzhou EZVIZ Network Co Ltd",
    "UNV-2012": "Zhejiang Uniview Technologies",
    "NPO": "NetPosa Technologies Ltd",
    "DJI": "DJI",
    "ANK": "Anker",
    "TPL-US": "TP-Link Systems Inc",
    "MAR-2010": "March Networks",
    "MAR-2015": "March Networks",
    "VIV": "VIVOTEK",
    "MIL": "Milestone Systems A/S",
    "BOS": "Bosch video systems",
    "COS": "Costar Technologies Inc",
}
"""What is asked where the case's subject has words of explanation beside the name."""

NAMED = ("hikvision", "dahua", "huawei", "zte", "hytera")
NOT_ASKED = "n/a"

Case = dict[str, str]


def run() -> None:
    """Bar: every case as expected, entity and product."""
    if not CASES.exists():
        raise SystemExit(f"{CASES} is needed for this")
    knowledge = load.load(load.read(OVERLAY))
    cases = list(csv.DictReader(CASES.read_text("utf-8").splitlines()))
    right = 0
    for case in cases:
        answered = control.ask(asked_of(case), knowledge, date.fromisoformat(case["as_of"]))
        wrong = differences(case, answered)
        right += not wrong
        said = f"{answered.entity}/{answered.product}, {', '.join(answered.reasons)}"
        print(f"  {case['case_id']:<17} {'as expected' if not wrong else '; '.join(wrong):<40} {said}")
    print(f"{right} of {len(cases)} as expected, entity and product")
    _rules(cases)
    _lists(cases, knowledge)


def asked_of(case: Case) -> str:
    """The name that is asked for."""
    return ASKED.get(case["case_id"], case["subject"])


def differences(case: Case, answered: Asked) -> list[str]:
    """Where the answer is another than the label; a case about the sources asks that both are shown."""
    if case["nil_reason"] == "SOURCE_CONFLICT":
        years = {change.year for change, *_ in answered.changes}
        return [] if {2018, 2022} <= years else ["the claims do not stand side by side"]
    pairs = (
        ("entity", case["expect_nil_entity"], answered.entity),
        ("product", case["expect_nil_product"], answered.product),
    )
    return [f"{what}: {want} expected" for what, want, got in pairs if want not in (NOT_ASKED, got)]


def _rules(cases: list[Case]) -> None:
    rules: dict[str, Callable[[Case], bool]] = {
        "a list of five names": lambda case: any(name in case["subject"].lower() for name in NAMED),
        "more than half of the shares Chinese": lambda case: float(case["prc_pct_high"] or 0) > 50,
        "registered in China": lambda case: case["registered_in"] == "CN",
    }
    asked = [case for case in cases if case["expect_nil_entity"] != NOT_ASKED]
    for name, rule in rules.items():
        entity = sum(("yes" if rule(case) else "no") == case["expect_nil_entity"] for case in asked)
        both = sum(
            ("yes" if rule(case) else "no") == case["expect_nil_entity"]
            and case["expect_nil_product"] in (NOT_ASKED, "yes" if rule(case) else "no")
            for case in asked
        )
        print(f"  {name}: {entity} of {len(asked)} entities, {both} with the product")


def _lists(cases: list[Case], knowledge: Knowledge) -> None:
    """The columns on American lists, which are a reading and no bar."""
    if control.SECTION_889 not in knowledge.listings:
        return
    asked = [case for case in cases if case["expect_s889"] != NOT_ASKED]
    right = 0
    for case in asked:
        answered = control.ask(asked_of(case), knowledge, date.fromisoformat(case["as_of"]))
        lists = {one.listing: one.answer for one in answered.lists}
        right += lists[control.SECTION_889] == case["expect_s889"]
    print(f"  section 889: {right} of {len(asked)} as read in the labels")


if __name__ == "__main__":
    run()
