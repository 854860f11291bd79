"""An inquiry holds what was read and sought; what it does not hold is empty."""

from __future__ import annotations

from tests.inquiries import inquiry, judged

from camcensus.model.inquiry import Sought


def test_a_company_that_the_list_does_not_name_is_reached_through_others() -> None:
    one = Sought(party="hisilicon", name="HiSilicon", through=("Huawei",))
    assert (one.words, one.purpose, one.makers, one.labels) == ("", "", (), ())


def test_it_knows_by_which_order_and_list_it_was_made() -> None:
    one = inquiry(judged())
    assert one.order.id == one.listing.id == "us-section-889"
    assert one.named.height > 0
