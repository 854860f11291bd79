"""NetBox's REST API, to read from: page after page of its sites, networks and devices.

Only GET is sent, only to the server that was named, over TLS that is verified; a redirect is refused, so that the token
goes nowhere else. What comes back is bounded in size, in number and in time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, LocationParseError, SSLError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout, Url, parse_url

from camcensus.model.errors import BrokenInput, HostileInput, InputError, UsageError
from camcensus.sources.reading import secrets
from camcensus.sources.reading.remarks import told
from camcensus.wire import addresses

Json: TypeAlias = dict[str, object]

ENDPOINTS = (
    "dcim/sites", "dcim/locations", "ipam/vlans", "ipam/prefixes", "dcim/devices", "dcim/interfaces",
    "ipam/ip-addresses",
)  # fmt: skip
"""What is read, in this order."""

PAGE = 500
"""Objects that are asked for at a time; a server may give fewer."""
MAX_PAGE = 24 << 20
"""Bytes of one page."""
MAX_BYTES = 4 << 30
"""Bytes of all pages together."""
MAX_PAGES = 20_000
"""Pages of one kind of object."""
MAX_SECONDS = 300.0
"""For one page, from the first byte to the last."""
TRIES = 5
MAX_WAIT = 60.0
"""Seconds between two tries, whatever the server asks for."""

_BLOCK = 1 << 16
_AGAIN = frozenset({429, 500, 502, 503, 504})
_DROPPED = ("config_context", "local_context_data")
"""Parts of a device that may hold anything, passwords among it, and are not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where to ask, and with what."""

    url: str
    """``https://netbox.example`` or with the path below which NetBox lives; without a slash at the end."""
    token: str = field(repr=False)
    ca: Path | None = None
    """Certificates that are trusted in place of the system's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of objects of one kind."""

    endpoint: str
    results: tuple[Json, ...] = ()
    count: int = 0
    """How many objects of the kind there are, as the server says."""
    size: int = 0
    """Bytes that were received."""
    redacted: int = 0
    """Secrets that were taken out."""
    refused: str = ""
    """Why nothing of this kind is given: the token may not see it, or the server does not have it."""


def server(url: str, token: str, ca: Path | None = None) -> Server:
    """The server at an address that a person wrote. Raises `UsageError` for one to which no token may be sent."""
    mend = "give it as https://netbox.example"
    try:
        parsed = parse_url(url.strip())
    except LocationParseError:
        raise UsageError("this is no address of a server", mend=mend) from None
    if parsed.auth or parsed.query or parsed.fragment or not parsed.host:
        raise UsageError("the address may hold neither a login nor a query", mend=mend)
    if parsed.scheme != "https" and not (parsed.scheme == "http" and _is_local(parsed.host)):
        what = "the token would cross the network for everybody to read"
        raise UsageError(what, where=f"{parsed.scheme}://{parsed.host}", mend=mend)
    path = (parsed.path or "").rstrip("/").removesuffix("/api")
    plain = Url(scheme=parsed.scheme, host=parsed.host, port=parsed.port, path=path or None)
    return Server(url=plain.url, token=token, ca=ca)


def _is_local(host: str) -> bool:
    address = addresses.normalise(host.strip("[]")) or ""
    return host == "localhost" or address == "::1" or address.startswith("127.")


def pages(one: Server, sleep: Callable[[float], None] = time.sleep) -> Iterator[Page]:
    """Every page of every kind of object; what the token may not see is a page that says so.

    Raises `InputError` where the server cannot be reached or refuses everything, `BrokenInput` for an answer that is
    none of NetBox's, `HostileInput` for one that is too much or leads elsewhere.
    """
    asker = _Asker(one, sleep)
    refused: list[str] = []
    for endpoint in ENDPOINTS:
        for page in asker.all(endpoint):
            refused += [page.refused] if page.refused else []
            yield page
    if len(refused) == len(ENDPOINTS):
        mend = "give a token that may view sites, prefixes, VLANs, devices, interfaces and IP addresses"
        raise InputError(f"it gives nothing: {refused[0]}", where=one.url, mend=mend)


class _Asker:
    """Sends requests one after the other, and reads answers within their bounds."""

    def __init__(self, one: Server, sleep: Callable[[float], None]) -> None:
        self._server = one
        self._sleep = sleep
        self._left = MAX_BYTES
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=1,
            timeout=Timeout(connect=10.0, read=60.0),
            retries=False,
            cert_reqs="CERT_REQUIRED",
            ca_certs=None if one.ca is None else str(one.ca),
        )
        scheme = "Bearer" if one.token.startswith("nbt_") else "Token"  # version 2 of tokens, from NetBox 4.5
        self._headers = {
            "Authorization": f"{scheme} {one.token}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "camcensus",
        }

    def all(self, endpoint: str) -> Iterator[Page]:
        """The pages of one kind. What a page names as the next one is not followed: numbers lead on."""
        offset, seen = 0, set[str]()
        for _ in range(MAX_PAGES):
            status, body = self._get(endpoint, offset)
            if status != 200:
                yield Page(endpoint=endpoint, refused=self._refusal(status))
                return
            content = self._content(endpoint, body)
            results, removed = _cleaned(content["results"])
            numbers = {str(item.get("id")) for item in results}
            if results and numbers <= seen:
                raise HostileInput("its pages go round in circles", where=self._where(endpoint), mend="ask its keeper")
            seen |= numbers
            count = content.get("count")
            yield Page(
                endpoint=endpoint,
                results=tuple(results),
                count=count if isinstance(count, int) else 0,
                size=len(body),
                redacted=removed,
            )
            offset += len(results)
            if not results or content.get("next") is None:
                return
        raise HostileInput(f"it has more than {MAX_PAGES:,} pages", where=self._where(endpoint), mend="ask its keeper")

    def _where(self, endpoint: str) -> str:
        return f"{self._server.url}/api/{endpoint}/"

    def _refusal(self, status: int) -> str:
        """Why one kind of object is not given; what stops everything is raised."""
        if status == 401:
            mend = "make a new one in NetBox, and write it into the token file"
            raise InputError("it does not know the token (401)", where=self._server.url, mend=mend)
        if status in (403, 404):
            return "the token may not see it (403)" if status == 403 else "the server does not have it (404)"
        raise InputError(f"it answers with {status}", where=self._server.url, mend="look into its own log")

    def _content(self, endpoint: str, body: bytes) -> Json:
        mend = "give the address of NetBox's own first page"
        try:
            content = msgspec.json.decode(body)
        except (ValueError, RecursionError):
            raise BrokenInput("it answers with what is no JSON", where=self._where(endpoint), mend=mend) from None
        if not isinstance(content, dict) or not isinstance(content.get("results"), list):
            raise BrokenInput("it answers with what is no page of NetBox's", where=self._where(endpoint), mend=mend)
        return content

    # --- one request -------------------------------------------------------------------------------------------

    def _get(self, endpoint: str, offset: int) -> tuple[int, bytes]:
        """(status, body) of one page; the body of an error is not read. Errors that may pass are tried again."""
        fault = ""
        for attempt in range(TRIES):
            wait = min(MAX_WAIT, 2.0**attempt)
            try:
                answer = self._send(endpoint, offset)
                try:
                    if answer.status not in _AGAIN:
                        self._refuse_redirect(answer)
                        return answer.status, self._body(answer, endpoint) if answer.status == 200 else b""
                    fault = f"it answers with {answer.status}"
                    wait = min(MAX_WAIT, max(wait, _seconds(answer.headers.get("Retry-After", ""))))
                finally:
                    answer.close()
            except SSLError as broken:
                mend = "name the certificate of your own authority with --ca"
                raise InputError(
                    f"its TLS is not to be trusted: {told(broken)}", where=self._server.url, mend=mend
                ) from None
            except HTTPError as broken:
                fault = f"it cannot be read: {told(broken)}"
            if attempt + 1 < TRIES:
                self._sleep(wait)
        raise InputError(f"{fault}, {TRIES} times", where=self._where(endpoint), mend="try again later")

    def _send(self, endpoint: str, offset: int) -> BaseHTTPResponse:
        fields = {"limit": str(PAGE), "offset": str(offset)}
        if endpoint == "dcim/devices":
            fields["exclude"] = "config_context"
        return self._pool.request(
            "GET", self._where(endpoint), fields=fields, headers=self._headers, redirect=False, preload_content=False
        )

    def _refuse_redirect(self, answer: BaseHTTPResponse) -> None:
        if 300 <= answer.status < 400:
            what = f"it leads to {_host(answer.headers.get('Location', ''))}, and the token is not taken there"
            mend = "give the address where NetBox itself answers"
            raise HostileInput(what, where=self._server.url, mend=mend)

    def _body(self, answer: BaseHTTPResponse, endpoint: str) -> bytes:
        parts: list[bytes] = []
        size, until = 0, time.monotonic() + MAX_SECONDS
        for part in answer.stream(_BLOCK, decode_content=False):
            size += len(part)
            if size > MAX_PAGE or size > self._left:
                most = MAX_PAGE if size > MAX_PAGE else MAX_BYTES
                raise HostileInput(f"it sends more than {most >> 20:,} MiB", where=self._where(endpoint))
            if time.monotonic() > until:
                raise HostileInput(f"a page takes more than {MAX_SECONDS:.0f} s", where=self._where(endpoint))
            parts.append(part)
        self._left -= size
        return b"".join(parts)


def _host(location: str) -> str:
    """Whither a redirect leads, as far as a person needs to know."""
    try:
        target = parse_url(location)
    except LocationParseError:
        return "no address"
    return f"{target.scheme or 'https'}://{target.host}" if target.host else "another path"


def _seconds(written: str) -> float:
    return float(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 0.0


def _cleaned(results: object) -> tuple[list[Json], int]:
    """The objects of a page without secrets, and how many were taken out."""
    walk = _Walk()
    objects = [item for item in results if isinstance(item, dict)] if isinstance(results, list) else []
    return [walk.table({k: v for k, v in item.items() if k not in _DROPPED}) for item in objects], walk.removed


class _Walk:
    """A walk through an object that leaves secrets behind: whole values by their keys, and parts of texts."""

    def __init__(self) -> None:
        self.removed = 0

    def table(self, table: Json) -> Json:
        return {key: self._value(key, value) for key, value in table.items()}

    def _value(self, key: str, value: object) -> object:
        if isinstance(value, dict):
            return self.table(value)
        if isinstance(value, list):
            return [self._value(key, one) for one in value]
        if value and not isinstance(value, bool) and secrets.in_heading(key):
            self.removed += 1
            return secrets.MARK
        if isinstance(value, str):
            stripped, cut = secrets.strip(value)
            self.removed += cut
            return stripped
        return value
