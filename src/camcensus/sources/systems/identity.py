"""Ask the owner's identity provider: by TLS alone, for a short answer, and no further than the address given."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote_plus, urlencode

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout, make_headers, parse_url

from camcensus.model.errors import HostileInput, InputError, UsageError
from camcensus.wire import addresses

MOST = 256 << 10
"""Bytes of an answer."""
SECONDS = 15.0
"""An answer may take so long in all."""


def check(url: str, *, local: bool = False) -> str:
    """An address that may be asked: https, or with `local` this machine. Raises `UsageError` for any other."""
    try:
        parsed = parse_url(url)
    except LocationParseError:
        raise UsageError("this is no address of a server", where=url[:200]) from None
    if not parsed.host or parsed.auth or parsed.fragment or not url.isprintable() or not url.isascii():
        raise UsageError("this is no address of a server", where=url[:200])
    if parsed.scheme != "https" and not (local and parsed.scheme == "http" and is_local(url)):
        raise UsageError("it must be an https address", where=url[:200])
    return url


def is_local(url: str) -> bool:
    """Whether an address is of this machine."""
    host = (parse_url(url).host or "").strip("[]")
    plain = addresses.normalise(host) or ""
    return host == "localhost" or plain == "::1" or plain.startswith("127.")


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Raises `InputError` where nothing comes back, `HostileInput` for what is too much or too slow, and as `check`."""

    ca: Path | None = None
    """Certificates that are trusted in place of the system's."""
    local: bool = False
    """Whether this machine may be asked without TLS."""
    seconds: float = field(default=SECONDS)

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(
            timeout=Timeout(connect=5.0, read=self.seconds),
            retries=False,
            cert_reqs="CERT_REQUIRED",
            ca_certs=None if self.ca is None else str(self.ca),
        )

    def get(self, url: str) -> tuple[int, bytes]:
        """(status, body)."""
        return self._ask("GET", url, {})

    def post(self, url: str, fields: Mapping[str, str], login: tuple[str, str]) -> tuple[int, bytes]:
        """(status, body) of a form, sent with name and secret (RFC 6749, section 2.3.1)."""
        headers = make_headers(basic_auth=":".join(map(quote_plus, login)))
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._ask("POST", url, headers, urlencode(fields))

    def _ask(self, method: str, url: str, more: Mapping[str, str], body: str | None = None) -> tuple[int, bytes]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "camcensus", **more}
        try:
            answer = self._pool.request(
                method, check(url, local=self.local), body=body, headers=headers, redirect=False,
                preload_content=False,
            )  # fmt: skip
            try:
                return answer.status, self._body(answer, url)
            finally:
                answer.close()
        except HTTPError as fault:
            raise InputError(f"it does not answer: {type(fault).__name__}", where=url, mend="try again later") from None

    def _body(self, answer: BaseHTTPResponse, url: str) -> bytes:
        parts, size, until = list[bytes](), 0, time.monotonic() + self.seconds
        for part in answer.stream(16_384, decode_content=False):
            size += len(part)
            parts.append(part)
            if size > MOST or time.monotonic() > until:
                raise HostileInput("it sends too much, or too slowly", where=url)
        return b"".join(parts)
