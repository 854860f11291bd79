from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read_or_refused, refused, unhurried, write
from tests.sources.importers.kept import left_out, said

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import netbox_json

SERVER = "https://netbox.example/api/"
HEAD = {"camcensus": "netbox", "version": 1, "server": "https://netbox.example"}
SITE = {"id": 1, "url": f"{SERVER}dcim/sites/1/", "name": "Fenwick House", "slug": "fenwick-house"}
DEVICE = {
    "id": 1, "url": f"{SERVER}dcim/devices/1/", "name": "cam-1", "role": {"name": "Camera"},
    "site": {"id": 1, "name": "Fenwick House"},
}  # fmt: skip


def page(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"count": len(results), "next": None, "previous": None, **more, "results": list(results)}


def file(folder: Path, *pages: dict[str, Any]) -> Path:
    return write(folder, "netbox.json", "".join(json.dumps(one) + "\n" for one in pages))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(HEAD),
        json.dumps(page(SITE)),
        json.dumps([page(SITE)], indent=2),
        json.dumps(page(next=f"{SERVER}dcim/devices/?limit=50&offset=50")),
    ],
)
def test_it_is_told_by_its_first_line_or_by_addresses_of_the_api(text: str) -> None:
    assert netbox_json.detect(text.encode())
    assert netbox_json.detect(("\ufeff" + text).encode())


@pytest.mark.parametrize(
    "text", ["", "[]", '{"results": []}', '{"results": [{"url": "https://a/api/devices/1/"}]}', "camcensus: netbox"]
)
def test_other_json_is_none(text: str) -> None:
    assert not netbox_json.detect(text.encode())


@unhurried
@given(data=st.binary(max_size=300))
def test_any_bytes_are_told_or_not(data: bytes) -> None:
    assert netbox_json.detect(data) in (True, False)


def test_pages_in_any_order_say_the_same(tmp_path: Path) -> None:
    interface = {"id": 4, "device": {"id": 1}, "mac_address": "00:40:8C:00:00:01"}
    pages = [page(SITE), page(DEVICE), page(interface, endpoint="dcim/interfaces")]
    first, second = (said(netbox_json, file(tmp_path, HEAD, *given)) for given in (pages, pages[::-1]))
    assert {row["id"] for row in first.rows} == {row["id"] for row in second.rows}
    assert first.facts("asset:cam-1") >= {("mac", "00:40:8c:00:00:01"), ("fact.site", "fenwick")}
    assert first.records == 3


def test_other_devices_with_all_that_is_theirs_leave_no_trace(tmp_path: Path) -> None:
    other = {**DEVICE, "name": "laptop of A. Example", "role": {"name": "Laptop"}}
    interface = {"id": 4, "device": {"id": 1, "name": "laptop of A. Example"}, "mac_address": "00:11:22:33:44:55"}
    at = {"id": 5, "address": "10.0.0.9/24", "assigned_object": {"device": {"id": 1, "name": "laptop of A. Example"}}}
    path = file(
        tmp_path, HEAD, page(other), page(interface, endpoint="dcim/interfaces"), page(at, endpoint="ipam/ip-addresses")
    )
    whole = said(netbox_json, path)
    assert (whole.rows, whole.originals) == ([], {})
    assert left_out(netbox_json, path) == {
        "rows of things that are neither cameras nor recorders": 1,
        "interfaces of hosts that have nothing to do with cameras": 1,
        "addresses of hosts that have nothing to do with cameras": 1,
    }


def test_secrets_and_contexts_are_not_stored(tmp_path: Path) -> None:
    device = {
        **DEVICE, "config_context": {"snmp": "hunter22"}, "local_context_data": {"a": "hunter22"},
        "comments": "login: admin, password: hunter22", "custom_fields": {"rtsp password": "hunter22"},
    }  # fmt: skip
    whole = said(netbox_json, file(tmp_path, HEAD, page(device)))
    assert "hunter22" not in whole.everything()
    assert whole.redacted == 2


def test_kinds_of_objects_that_are_not_read_are_counted(tmp_path: Path) -> None:
    path = file(tmp_path, HEAD, page({"id": 1, "url": f"{SERVER}dcim/racks/1/"}), page({"id": 2}))
    assert left_out(netbox_json, path) == {"objects of other kinds": 2}


def test_a_page_that_is_broken_or_cut_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    text = json.dumps(HEAD) + "\n" + json.dumps(page(SITE)) + "\nno json\n" + json.dumps(page(DEVICE))[:-9]
    whole = said(netbox_json, write(tmp_path, "netbox.json", text))
    assert whole.subjects() == ["site:fenwick-house"]
    assert whole.remarks == ["line 3: no JSON object, and left out", "line 4: cut off, and left out"]


def test_a_file_without_a_page_is_refused(tmp_path: Path) -> None:
    refused(netbox_json, write(tmp_path, "netbox.json", "[1, 2]"), BrokenInput)


@unhurried
@given(st.lists(st.dictionaries(st.sampled_from(["results", "endpoint", "id", "url", "count"]), st.none() | st.text() |
       st.lists(st.dictionaries(st.sampled_from(["id", "url", "name"]), st.text() | st.integers())))))  # fmt: skip
def test_any_pages_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, given: Any) -> None:
    read_or_refused(netbox_json, file(tmp_path_factory.mktemp("any"), HEAD, *given))
