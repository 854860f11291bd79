"""What is read of NetBox's API, and what is refused, on a server of our own on this machine."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.sources.secured import certificate
from tests.sources.systems.stub import TOKEN, Answer, Asked, NetBox, serving, some

from camcensus.model.errors import BrokenInput, HostileInput, InputError, UsageError
from camcensus.sources.systems import netbox
from camcensus.sources.systems.netbox import ENDPOINTS, Page, pages, server


def fetched(one: NetBox, sleeps: list[float] | None = None) -> list[Page]:
    """All pages of a server that is asked once."""
    with serving(one):
        waited = [] if sleeps is None else sleeps
        return list(pages(server(one.url, TOKEN), waited.append))


def refused(one: NetBox, kind: type[InputError]) -> InputError:
    with pytest.raises(InputError) as caught:
        fetched(one)
    assert type(caught.value) is kind
    assert TOKEN not in str(caught.value)
    assert caught.value.where.startswith(one.url)
    return caught.value


def always(status: int, body: bytes = b"", **headers: str) -> NetBox:
    return NetBox(
        fault=lambda _, __: (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
    )


def test_every_page_of_every_kind_is_read_by_number() -> None:
    one = NetBox(objects={endpoint: some(7) for endpoint in ENDPOINTS}, most=3)
    found = fetched(one)
    for endpoint in ENDPOINTS:
        numbers = [item["id"] for page in found if page.endpoint == endpoint for item in page.results]
        assert numbers == list(range(1, 8))
    assert [asked.offset for asked in one.asked if asked.endpoint == "dcim/sites"] == [0, 3, 6]
    assert {page.count for page in found} == {7}
    assert all(page.size > 0 for page in found)


def test_only_get_is_sent_with_the_token_and_nothing_packed_is_wished_for() -> None:
    one = NetBox()
    fetched(one)
    assert {(asked.method, asked.authorization, asked.encoding) for asked in one.asked} == {
        ("GET", f"Token {TOKEN}", "identity")
    }
    assert [asked.query.get("exclude") for asked in one.asked if asked.endpoint == "dcim/devices"] == [
        ["config_context"]
    ]


def test_a_token_of_the_second_version_is_sent_as_its_bearer() -> None:
    one = NetBox()
    with serving(one):
        list(pages(server(one.url, "nbt_key.0123456789")))
    assert {asked.authorization for asked in one.asked} == {"Bearer nbt_key.0123456789"}


def test_secrets_are_taken_out_of_what_is_read() -> None:
    device = {
        "comments": "password: hunter22", "config_context": {"a": "hunter22"},
        "custom_fields": {"rtsp password": "hunter22"},
        "tags": [{"name": "http://a:hunter22@b/"}], "local_context_data": "hunter22",
    }  # fmt: skip
    found = fetched(NetBox(objects={"dcim/devices": some(1, **device)}))
    assert "hunter22" not in str(found)
    assert sum(page.redacted for page in found) == 3


def test_a_token_that_is_not_known() -> None:
    assert "401" in str(refused(always(401), InputError))


def test_what_the_token_may_not_see_is_told_and_the_rest_is_read() -> None:
    def fault(asked: Asked, _: int) -> Answer | None:
        return {"ipam/vlans": (403, {}, b""), "dcim/locations": (404, {}, b"")}.get(asked.endpoint)

    one = NetBox(objects={endpoint: some(1) for endpoint in ENDPOINTS}, fault=fault)
    found = {page.endpoint: page.refused for page in fetched(one)}
    assert found.pop("ipam/vlans") == "the token may not see it (403)"
    assert found.pop("dcim/locations") == "the server does not have it (404)"
    assert set(found.values()) == {""}


@pytest.mark.parametrize("status", [403, 404])
def test_a_server_that_gives_nothing_at_all(status: int) -> None:
    assert str(status) in str(refused(always(status), InputError))


def test_a_server_that_is_busy_is_asked_again_later() -> None:
    def fault(asked: Asked, number: int) -> Answer | None:
        return {1: (429, {"Retry-After": "7"}, b"later"), 2: (503, {}, b"")}.get(number)

    one, sleeps = NetBox(objects={"dcim/sites": some(1)}, fault=fault), list[float]()
    found = fetched(one, sleeps)
    assert sleeps == [7.0, 2.0]
    assert len(found[0].results) == 1


@pytest.mark.parametrize("after", ["99999", "999999999999", "Wed, 21 Oct 2026 07:28:00 GMT", "-1"])
def test_no_server_makes_us_wait_long_or_for_ever(after: str) -> None:
    one, sleeps = always(503, Retry_After=after), list[float]()
    with serving(one), pytest.raises(InputError, match="503, 5 times"):
        list(pages(server(one.url, TOKEN), sleeps.append))
    assert len(sleeps) == netbox.TRIES - 1 == len(one.asked) - 1
    assert all(0 < wait <= netbox.MAX_WAIT for wait in sleeps)


def test_any_other_answer_ends_it() -> None:
    assert "answers with 400" in str(refused(always(400), InputError))


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://elsewhere.example/login", "https://elsewhere.example"),
        ("/login/?next=/api/", "another path"),
        ("http://[::bad", "no address"),
        ("", "another path"),
    ],
)
def test_a_redirect_is_refused_wherever_it_leads(location: str, shown: str) -> None:
    one = always(302, Location=location)
    assert shown in str(refused(one, HostileInput))
    assert len(one.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Sign in</html>",
        b"",
        b"[]",
        b"{}",
        b'{"results": 7}',
        b"[" * 200_000,
        b'{"results": [1, "x"]',
        b"\xff\xfe",
    ],
)
def test_an_answer_that_is_no_page(body: bytes) -> None:
    refused(always(200, body), BrokenInput)


def test_results_that_are_no_objects_are_passed_over() -> None:
    found = fetched(always(200, b'{"count": "x", "next": null, "results": [1, "x", null, {"id": 1}]}'))
    assert [page.results for page in found] == [({"id": 1},)] * len(ENDPOINTS)
    assert {page.count for page in found} == {0}


def test_a_next_page_that_never_ends() -> None:
    error = refused(always(200, b'{"count": 1, "next": "http://a.example/", "results": [{"id": 1}]}'), HostileInput)
    assert "in circles" in str(error)


def test_a_next_page_with_nothing_on_it_is_the_end() -> None:
    assert len(fetched(always(200, b'{"next": "http://a.example/", "results": []}'))) == len(ENDPOINTS)


def test_pages_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netbox, "MAX_PAGES", 3)
    one = NetBox(objects={"dcim/sites": some(9)}, most=1)
    assert "more than 3 pages" in str(refused(one, HostileInput))


def test_a_page_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netbox, "MAX_PAGE", 1 << 20)
    assert "more than 1 MiB" in str(refused(always(200, b" " * ((1 << 20) + 1)), HostileInput))


def test_pages_that_are_too_much_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netbox, "MAX_BYTES", 3 << 20)
    large = some(1, description="x" * (2 << 20))
    assert "more than 3 MiB" in str(refused(NetBox(objects=dict.fromkeys(ENDPOINTS, large)), HostileInput))


def test_a_page_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netbox, "MAX_SECONDS", -1.0)
    assert "takes more than" in str(refused(NetBox(objects={"dcim/sites": some(1)}), HostileInput))


def test_nobody_there() -> None:
    with serving(NetBox()) as one:
        pass
    sleeps: list[float] = []
    with pytest.raises(InputError, match="it cannot be read") as caught:
        list(pages(server(one.url, TOKEN), sleeps.append))
    assert TOKEN not in str(caught.value)
    assert sleeps == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://netbox.example", "https://netbox.example"),
        (" https://NetBox.example:8443/sub/api/ ", "https://netbox.example:8443/sub"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.2/", "http://127.0.0.2"),
        ("http://[::1]:80/", "http://[::1]:80"),
    ],
)
def test_the_address_of_a_server(written: str, url: str) -> None:
    one = server(written, TOKEN)
    assert one.url == url
    assert TOKEN not in repr(one)


@pytest.mark.parametrize(
    "written",
    ["http://netbox.example", "netbox.example", "ftp://netbox.example", "https://a:b@netbox.example", "https://n.example/?a=b",
     "https://n.example/#x", "https://", "", "https://[::bad", "http://127.0.0.1.evil.example/", "http://127.1/", "http://localhost.example"],
)  # fmt: skip
def test_addresses_to_which_no_token_is_sent(written: str) -> None:
    with pytest.raises(UsageError) as caught:
        server(written, TOKEN)
    assert "a:b" not in str(caught.value)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"next": null, "results": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Quiet(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A handshake that is refused is what is tested."""


@contextmanager
def secure(path: Path) -> Iterator[str]:
    """A server over TLS with this key and certificate."""
    about = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    about.load_cert_chain(path)
    with _Quiet(("127.0.0.1", 0), _Page) as made:
        made.socket = about.wrap_socket(made.socket, server_side=True)
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"https://127.0.0.1:{made.server_address[1]}"
        finally:
            made.shutdown()
            thread.join()


def own(folder: Path) -> Path:
    """Key and certificate of this machine, for long to come."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "netbox")])
    host = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "own.pem"
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    path, _ = certificate(tmp_path)
    sleeps: list[float] = []
    with secure(path) as url:
        for ca in (None, path):  # the second one vouches, but it is out of date and for no host
            with pytest.raises(InputError, match="TLS is not to be trusted"):
                list(pages(server(url, TOKEN, ca), sleeps.append))
    assert sleeps == []


def test_certificates_of_the_owners_own_can_be_trusted(tmp_path: Path) -> None:
    path = own(tmp_path)
    with secure(path) as url:
        assert len(list(pages(server(url, TOKEN, path)))) == len(ENDPOINTS)
        with pytest.raises(InputError, match="TLS is not to be trusted"):
            list(pages(server(url, TOKEN)))
