"""The table shows what is asked of it within one's reach; one device comes with all that it rests on, or not at all."""

from __future__ import annotations

import csv
import io
import re
from types import SimpleNamespace

import polars as pl
import pytest
from tests.faces.web.console import HOSTILE, PEOPLE, Console, device, words

from camcensus.faces.web.pages import devices


def listed(one: Console, name: str, asked: str = "") -> list[dict[str, str]]:
    told = one.look(name, f"/devices.csv{asked}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(told)))


def shown_rows(one: Console, name: str, asked: str = "") -> tuple[int, list[str]]:
    """How many fit, and the devices on all pages."""
    found: list[str] = []
    path = f"/devices{asked}"
    while path:
        page = one.look(name, path)
        found += re.findall(r'<th scope="row"><a class="govuk-link" href="/devices/([0-9a-f]+)"', page.text)
        onward = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = onward[1].replace("&amp;", "&") if onward else ""
    total = re.search(r"<b>([\d,]+) devices?</b>", page.text)
    assert total is not None
    return int(total[1].replace(",", "")), found


@pytest.mark.parametrize("name", ["Olga", "Vera", "Cora", "Nell"])
def test_each_device_that_one_reaches_stands_on_one_page(shown: Console, name: str) -> None:
    every = shown.desk.held.view(PEOPLE[name].reach).devices.filter("candidate")
    total, found = shown_rows(shown, name)
    assert total == len(found) == len(set(found))
    assert set(found) >= set(every["device"])
    assert set(found) <= set(shown.desk.held.view(PEOPLE[name].reach).devices["device"])
    assert {row["device"] for row in listed(shown, name)} == set(found)


@pytest.mark.parametrize("asked", ["?site=calder", "?gravest=not-met", "?hardware_maker=not-known", "?find=cal-04"])
def test_what_is_chosen_is_what_the_file_has_too(shown: Console, asked: str) -> None:
    total, found = shown_rows(shown, "Olga", asked)
    rows = listed(shown, "Olga", asked)
    assert [row["device"] for row in rows] == found
    assert 0 < total == len(rows) < 130
    name, _, word = asked[1:].partition("=")
    if name != "find":
        assert {row[name] for row in rows} == {"" if word == devices.NOT_KNOWN else word}


def test_an_order_is_turned_round(shown: Console) -> None:
    up = [row["called"] for row in listed(shown, "Olga", "?sort=called")]
    down = [row["called"] for row in listed(shown, "Olga", "?sort=called&down=1")]
    assert up == down[::-1]
    page = shown.look("Olga", "/devices?sort=called&down=1").text
    assert page.count('aria-sort="descending"') == 1


def test_what_others_have_is_neither_found_nor_counted(shown: Console) -> None:
    for asked in ("site=hall", "find=h-1", "find=10.99.1.2", "find=FEN-066", "label=FEN-066", "site=fenwick"):
        page = shown.look("Vera", f"/devices?{asked}")
        assert "<b>0 devices</b>" in page.text
        offered = re.sub(r"<option[^>]* selected>[^<]*", "", page.text)  # what they asked themselves
        assert not re.search(r"<option[^>]*>[^<]*(?:Town Hall|fenwick|Fenwick)", offered)
        assert listed(shown, "Vera", f"?{asked}") == []


@pytest.mark.parametrize(
    "asked",
    ["sort=no-such", "sort=device%3B--", "after=x", "after=" + "f" * 5_000, "after=%00"],
)
def test_what_cannot_be_asked_is_said(shown: Console, asked: str) -> None:
    answer = shown.look("Vera", f"/devices?{asked}", 400)
    assert "That did not work" in words(answer)


@pytest.mark.parametrize(
    "asked", ["find=" + "x" * 5_000, "find=%00", "find=%27%20OR%201=1--", "find=%25", "find=_",
     "site=%3Cscript%3Ealert(1)",
              "nothing=1", "down=perhaps", "gravest=%E2%80%AE"],
)  # fmt: skip
def test_whatever_is_asked_finds_what_fits_and_runs_nothing(shown: Console, asked: str) -> None:
    answer = shown.look("Vera", f"/devices?{asked}")
    assert "<script>alert" not in answer.text
    if asked.startswith("find"):
        assert "<b>0 devices</b>" in answer.text


def test_a_device_comes_with_what_it_rests_on(shown: Console) -> None:
    name = device(shown, "FEN-066")
    page = shown.look("Sam", f"/devices/{name}")
    told = words(page)
    for text in ("What the orders say", "Who made it", "Who controls its makers", "Its way to the core", "vivotek"):
        assert text in told
    assert page.text.count("<svg") >= 2
    claims = shown.desk.held.register.evidence([name])[0]
    assert claims.height
    for by in claims["by"].head(5):
        assert by in told
    acts = [act for _, act in shown.gate.accounts.acts(most=1)]
    assert (acts[0].who, acts[0].about) == ("Sam", "device: fenwick")


def test_any_name_of_it_leads_there_and_of_others_none(shown: Console) -> None:
    name = device(shown, "FEN-066")
    for called in ("FEN-066", "fen-066", "10.20.40.66", "00:02:d1:5c:19:66", "serial:0002d15c1966", name[:8]):
        assert shown.look("Sam", f"/devices/{called}").url.path == f"/devices/{name}"
    nowhere = shown.look("Vera", "/devices/0123456789abcdef", 404).text
    for called in (name, name[:8], "FEN-066", "10.20.40.66", "H-1", "10.99.1.2", "' OR 1=1--", "*", "x" * 5_000):
        assert shown.look("Vera", f"/devices/{called}", 404).text == nowhere


def test_hostile_words_of_a_device_stay_words(shown: Console) -> None:
    for row in shown.desk.held.assessment.devices.filter(body="council").iter_rows(named=True):
        page = shown.look("Cora", f"/devices/{row['device']}").text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert HOSTILE[1] not in page
        assert "M" * 2_000 not in page
    models = {row["model"] for row in listed(shown, "Cora")}
    assert not [model for model in models if model[:1] in "=+-@\t\r" and model]


def test_a_device_that_was_judged_anew_meanwhile_is_looked_for_again(
    shown: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register was made, and the answer that is held is that of before."""
    name = device(shown, "FEN-066")
    monkeypatch.setattr(devices, "devices_page", SimpleNamespace(told=lambda _: None))
    assert "look for it in the table" in words(shown.look("Sam", f"/devices/{name}", 404))


def test_the_assessment_of_one_has_nothing_of_others(shown: Console) -> None:
    name = device(shown, "FEN-066")
    found = shown.desk.held.register.one(PEOPLE["Sam"].reach, name)
    assert found is not None
    alone = shown.desk.held.alone(name, found.claims, found.seen)
    assert alone.devices["device"].to_list() == [name]
    assert set(alone.findings["device"].drop_nulls()) == {name}
    assert set(alone.claims["device"]) == {name}
    assert set(alone.seen["device"]) == {name}
    assert alone.findings.filter(pl.col("device").is_null() & ~pl.col("subject").str.contains(name)).is_empty()
