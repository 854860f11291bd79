"""Companies by number or by their whole name, never by a name that is merely alike."""

from __future__ import annotations

import pytest

from camcensus.model.knowledge import Party
from camcensus.reason.companies import Companies, fold

PARTIES = {
    one.id: one
    for one in (
        Party(id="costar-technologies", name="Costar Technologies Inc.", jurisdiction="US"),
        Party(id="costar-group", name="Costar Group Co., Ltd.", jurisdiction="CN", identifiers={"LEI": "5493 00AB"}),
        Party(id="milestone", name="Milestone Systems A/S", jurisdiction="DK", aliases=("Milestone",)),
        Party(id="meyer-de", name="Meyer GmbH", jurisdiction="DE"),
        Party(id="meyer-us", name="Meyer Inc.", jurisdiction="US"),
        Party(id="meyer-open", name="Meyer", jurisdiction=None),
    )
}
FOUND = Companies(PARTIES)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Hangzhou EZVIZ Network Co., Ltd.", "hangzhou ezviz network"),
        ("Milestone Systems A/S", "milestone systems"),
        ("Nexperia B.V.", "nexperia"),
        ("Infinova (Canada) Ltd", "infinova canada"),
        ("Geutebrück GmbH", "geutebruck"),
        ("Huawei Technologies Co", "huawei technologies"),
        ("Co", "co"),
        ("", ""),
    ],
)
def test_a_name_without_what_every_company_is_called(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("COSTAR TECHNOLOGIES", ("costar-technologies",)),
        ("Costar Technologies, Inc", ("costar-technologies",)),
        ("Costar", ()),
        ("Costar Technology Inc", ()),
        ("milestone", ("milestone",)),
        ("lei 549300ab", ("costar-group",)),
        ("LEI 549300AC", ()),
        ("meyer", ("meyer-de", "meyer-open", "meyer-us")),
        ("", ()),
    ],
)
def test_who_is_meant(written: str, found: tuple[str, ...]) -> None:
    assert FOUND.find(written) == found


def test_where_it_is_registered_tells_names_apart() -> None:
    assert FOUND.named("Meyer", "DE") == ("meyer-de", "meyer-open")
    assert FOUND.named("Costar Group", "US") == ()


def test_names_that_are_alike_are_shown_unless_many_are() -> None:
    assert FOUND.alike("Costar Video") == ("costar-group", "costar-technologies")
    many = {f"p{n}": Party(id=f"p{n}", name=f"Hangzhou {n}", jurisdiction="CN") for n in range(9)}
    assert Companies(many).alike("Hangzhou 1") == ()
