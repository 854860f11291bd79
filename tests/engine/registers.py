"""Registers of owners as files, for tests: invented companies around one maker that the owner's knowledge has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.workspaces import make

MAKERS = """id: lantern
name: Lantern Example
party: lantern-example
"""
PARTIES = """parties:
  - id: lantern-example
    name: Lantern Example Ltd
    jurisdiction: GB
    identifiers: {GB-COH: "09990001"}
    source: https://example.org/lantern
    status: verified
  - id: dragon-example
    name: Dragon Example Technology Co., Ltd.
    jurisdiction: CN
    source: https://example.org/dragon
    status: verified
holdings: []
"""
LANTERN, HOLDING, DRAGON = "549300LANTERNEXAMP02", "549300HOLDINGEXAMP02", "549300DRAGONEXAMPL02"


def statement(company: str, name: str, country: str, *natures: str, **more: Any) -> str:
    """A line of the register of persons with significant control."""
    number = more.pop("number", "1")
    data = {
        "kind": "corporate-entity-person-with-significant-control",
        "name": name,
        "natures_of_control": natures or ("ownership-of-shares-75-to-100-percent",),
        "notified_on": "2020-01-01",
        "links": {"self": f"/company/{company}/corporate-entity/{number}"},
        "identification": {"country_registered": country, "registration_number": number},
        **more,
    }
    return json.dumps({"company_number": company, "data": data})


L1 = f"""LEI,Entity.LegalName,Entity.LegalJurisdiction,Entity.RegistrationAuthority.RegistrationAuthorityID,\
Entity.RegistrationAuthority.RegistrationAuthorityEntityID,Registration.LastUpdateDate
{LANTERN},Lantern Example Limited,GB,RA000585,09990001,2026-01-01T00:00:00Z
{HOLDING},Beacon Example Holding B.V.,NL,,,2026-01-01T00:00:00Z
{DRAGON},DRAGON EXAMPLE TECHNOLOGY CO LTD,CN,,,2026-01-01T00:00:00Z
549300UNRELATEDEXA02,Bakery Example,FR,,,2026-01-01T00:00:00Z
"""
L2 = f"""Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,\
Relationship.RelationshipStatus,Relationship.Period.1.startDate,Relationship.Period.1.periodType,\
Registration.LastUpdateDate
{HOLDING},{DRAGON},IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2021-01-01,RELATIONSHIP_PERIOD,2026-01-01T00:00:00Z
{LANTERN},{HOLDING},IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2021-01-01,RELATIONSHIP_PERIOD,2026-01-01T00:00:00Z
"""


def desk(folder: Path) -> Path:
    """A workspace with knowledge of the owner's, and the registers beside it."""
    make(folder)
    for name, text in (("makers/lantern.yml", MAKERS), ("parties/lantern.yml", PARTIES)):
        (folder / "knowledge" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "knowledge" / name).write_text(text)
    (folder / "l1.csv").write_text(L1)
    (folder / "l2.csv").write_text(L2)
    (folder / "psc.txt").write_text(
        statement("09990001", "Dragon Example Technology Co Ltd", "China", "voting-rights-50-to-75-percent") + "\n"
    )
    return folder
