"""What was used about a maker, in words."""

from __future__ import annotations

from tests.support import AS_OF, knowledge, profile

from camcensus.engine import makers
from camcensus.reason import control


def test_a_proposal_shows_its_chain_with_sources() -> None:
    status = makers.status(control.decide("dahua", knowledge(), (), AS_OF), knowledge())
    assert (status.answer, status.basis) == ("yes", "proposed")
    assert (status.chain[0].jurisdiction, status.chain[0].of) == ("CN", "")
    assert all(source for hop in status.chain for _, source in hop.said)


def test_a_determination_shows_who_signed_it() -> None:
    signed = profile("hikvision").determinations
    status = makers.status(control.decide("hikvision", knowledge(), signed, AS_OF), knowledge())
    assert (status.basis, status.person, status.note) == ("signed", "A. Example", "registered")


def test_every_maker_and_brand_has_its_name() -> None:
    names = makers.names(knowledge())
    assert names["maker"]["axis"].startswith("Axis")
    assert names["brand"]["annke"] == "Annke"
