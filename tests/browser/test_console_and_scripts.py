"""What scripts make quicker, and that without them the same is done: filters, a run that goes on, a decision."""

from __future__ import annotations

import csv
import io
import threading
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, expect
from tests.browser.estate import Estate
from tests.browser.harness import faults

from camcensus.engine.desk import Telling
from camcensus.engine.workspace import Workspace

MARK = "() => { window.stays = true }"
STAYS = "() => window.stays === true"


def test_a_filter_renews_table_and_address_without_a_new_page(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Olga") as visit:
        visit.go("/devices")
        page, count = visit.page, visit.page.locator("#count")
        all_of_them = count.inner_text()
        page.evaluate(MARK)
        page.evaluate("() => { window.count = document.querySelector('#count') }")
        page.get_by_label("Gravest finding").select_option("not-met")
        expect(count).to_have_text("5 devices fit.")
        expect(page.locator("tbody tr")).to_have_count(5)
        assert page.evaluate(STAYS)
        assert page.evaluate("() => window.count.isConnected"), "what is read aloud is put in a place that stays"
        assert parse_qs(urlsplit(page.url).query)["gravest"] == ["not-met"]

        page.get_by_role("link", name="Model", exact=True).click()
        expect(page.locator("th[aria-sort]")).to_contain_text("Model")
        expect(page.locator("tbody tr")).to_have_count(5)
        page.go_back()
        expect(page.locator("tbody tr")).to_have_count(5)
        expect(page.get_by_label("Gravest finding")).to_have_value("not-met")
        page.go_back()
        expect(count).to_have_text(all_of_them)
        expect(page.get_by_label("Gravest finding")).to_have_value("")
        visit.quiet()


def test_the_start_of_a_name_finds_it_when_enter_is_pressed(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Olga") as visit:
        visit.go("/devices")
        page = visit.page
        page.get_by_label("Name begins with").fill("fen-02")
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(4)
        page.get_by_label("Name begins with").fill("fen-0")
        page.get_by_role("button", name="Choose").click()
        expect(page.locator("tbody tr")).not_to_have_count(4)
        page.go_back()  # one step for each choice
        expect(page.locator("tbody tr")).to_have_count(4)
        assert "find=fen-02" in page.url
        with page.expect_download() as fetched:
            page.get_by_role("link", name="These devices as CSV").click()
        assert len(fetched.value.path().read_text("utf-8").splitlines()) == 5
        visit.quiet()


def test_a_run_that_goes_on_shows_how_far_it_is_and_then_its_end(browser: Browser, estate: Estate) -> None:
    go_on = threading.Event()

    def work(_: Workspace, telling: Telling) -> bool:
        telling.line("The first half.")
        telling.share(0.5)
        assert go_on.wait(30)
        telling.line("The <b>second</b> half.")
        return False

    number = estate.console.desk.ask("Olga", "something long", work)
    try:
        with estate.visiting(browser, "Olga") as visit:
            visit.go(f"/runs/{number}")
            page = visit.page
            page.evaluate(MARK)
            expect(page.locator("progress")).to_have_attribute("value", "0.5")
            expect(page.get_by_text("50 % of the file")).to_be_visible()
            assert faults(page) == []
            over = page.get_by_role("status")
            expect(over).to_have_text("")
            go_on.set()
            expect(over).to_have_text("It is done.")
            expect(page.get_by_text("The <b>second</b> half.")).to_be_visible()
            expect(page.locator("progress")).to_have_count(0)
            assert page.evaluate(STAYS)
            with page.expect_response("**/runs/*", timeout=1_500) as _:  # nothing asks any more, but the next page does
                page.evaluate("() => setTimeout(() => location.reload(), 1200)")
            visit.quiet()
    finally:
        go_on.set()


def test_without_scripts_the_same_form_chooses(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Olga", java_script_enabled=False) as visit:
        visit.go("/devices")
        page = visit.page
        page.get_by_label("Gravest finding").select_option("not-met")
        page.get_by_role("button", name="Choose").click()
        expect(page.locator("tbody tr")).to_have_count(5)
        expect(page.get_by_label("Gravest finding")).to_have_value("not-met")
        page.get_by_role("link", name="Documents").click()
        expect(page.locator("h1")).to_have_text("Documents")
        visit.quiet()


def test_without_scripts_a_decision_is_signed_and_its_faults_are_told(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Olga", java_script_enabled=False) as visit:
        visit.go("/waivers")
        page = visit.page
        form = page.locator("form[action='/waivers']")
        form.get_by_label("No connection to core networks").check()
        form.get_by_label("Calder Court").check()
        form.get_by_label("Reason").fill("Until the lease ends.")
        form.get_by_role("button", name="Sign as Olga").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        expect(form.locator(".govuk-error-message")).to_be_visible()
        expect(form.get_by_label("Calder Court")).to_be_checked()
        expect(page.locator("form[action='/considerations']").get_by_label("No connection")).not_to_be_checked()
        form.get_by_label("Ends on").fill("2027-11-30")
        form.get_by_role("button", name="Sign as Olga").click()
        expect(page.get_by_role("alert")).to_contain_text("Your waiver is in the log")
        expect(page.get_by_role("row", name="Until the lease ends.")).to_contain_text("Olga")
        visit.quiet("400")


def test_of_two_who_sign_at_once_the_second_is_told(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Olga") as one, estate.visiting(browser, "Olga") as other:
        for number, visit in enumerate((one, other)):
            visit.go("/makers/hanwha")
            visit.page.get_by_label("It is not subject to").check()
            visit.page.get_by_label("Reason").fill(f"Reason number {number}.")
        one.page.get_by_role("button", name="Sign as Olga").click()
        expect(one.page.get_by_role("alert")).to_contain_text("in the log")
        page = other.page
        page.get_by_role("button", name="Sign as Olga").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("signed a determination on it meanwhile")
        expect(page.locator(".govuk-error-summary")).to_contain_text("Reason number 0.")
        expect(page.get_by_label("Reason")).to_have_value("Reason number 1.")
        expect(page.get_by_label("It is not subject to")).to_be_checked()
        other.quiet("400")


def test_what_was_settled_is_told_on_the_page_of_its_device(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Olga") as visit:
        visit.go(estate.device("FEN-022") + "/settle")
        page = visit.page
        page.get_by_label("What do you settle?").select_option("model")
        page.get_by_label("What holds").fill("IPC-HDW5442TM-AS")
        page.get_by_label("By what that is known").fill("I read its label.")
        page.get_by_role("button", name="Settle as Olga").click()
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.locator("h1")).to_have_text("FEN-022")
        visit.quiet()


def test_a_table_is_put_in_order_by_its_headings_and_saved_as_it_stands(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Olga") as visit:
        visit.go("/makers")
        page = visit.page
        table = page.locator("table.data").first
        head = table.get_by_role("columnheader", name="Devices")
        head.get_by_role("button").click()
        numbers = [int(text.replace(",", "")) for text in table.locator("tbody td:nth-child(2)").all_inner_texts()]
        assert numbers == sorted(numbers)
        expect(head).to_have_attribute("aria-sort", "ascending")
        head.get_by_role("button").click()
        numbers = [int(text.replace(",", "")) for text in table.locator("tbody td:nth-child(2)").all_inner_texts()]
        assert numbers == sorted(numbers, reverse=True)
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save this table").first.click()
        rows = list(csv.reader(io.StringIO(saved.value.path().read_text("utf-8-sig"))))
        assert rows[0][:2] == ["Maker", "Devices"]
        assert [int(row[1]) for row in rows[1:]] == numbers
        visit.quiet()
