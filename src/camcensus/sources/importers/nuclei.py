"""nuclei's JSON: one match of a template a record, a record a line or in an array."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _json_records as records
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._banners import Facts
from camcensus.sources.importers._json_records import Json, string, strings
from camcensus.sources.reading import text
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import addresses

SOURCE = "importer:nuclei@1"

_SHAPE = records.Shape(
    what="match of nuclei",
    drop=frozenset({"request", "curl-command", "meta", "interaction", "template-encoded", "fuzzing_parameter"}),
    mend="give the file of nuclei -jsonl or -json-export",
)
_DROPPED = ("response", "extracted-results", "extracted_results", "matched-line")
"""What may hold secrets or files of the device."""
_FINDS_SECRETS = re.compile(
    r"default-login|default-cred|creds?-stuffing|brute|weak-(?:cred|pass)|password|credential|secret|token",
    re.IGNORECASE,
)
_TELLS = frozenset(
    {"tech", "detect", "discovery", "panel", "fingerprint", "favicon", "camera", "iot", "network", "ssl"}
)
"""Tags of templates that read what any visitor is shown."""
_TAKES = frozenset({
    "lfi", "exposure", "disclosure", "config", "files", "file", "sqli", "rce", "xss", "ssrf", "auth-bypass",
    "unauth", "backup", "leak", "exposures", "misconfig", "intrusive",
})  # fmt: skip
"""Tags of templates that take out what should not be shown."""
_PLACE = re.compile(
    r"^(?:(?P<scheme>[a-z][a-z0-9+.-]{1,15})://)?(?:[^/@\s]*@)?(?P<host>\[[0-9a-fA-F:.%]+\]|[^/:\s?#]+)(?::(?P<port>\d{1,5}))?(?P<rest>[/?#].*)?$",
    re.DOTALL,
)
_MOST_SAID = 100
"""Characters of a value that a template took out, in the opinion."""
_USUAL = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def detect(head: bytes) -> bool:
    """Whether the first record names a template of nuclei, what it matched and what it is about."""
    if not text.is_text(head):
        return False
    start = text.decode(head).lstrip()
    if start[:1] not in ("{", "["):
        return False
    new = '"template-id"' in start and ('"matched-at"' in start or '"matcher-status"' in start)
    return '"info"' in start and (new or ('"templateID"' in start and '"matched"' in start))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What templates found on each address; a record a match.

    What templates took out that should not be shown, and everything that was sent, is not kept. Raises `BrokenInput` if
    there is no record in it, `HostileInput` for a record that is too long.
    """
    yield from records.reading(path, Gathered(context, SOURCE), _SHAPE, _note)


def _note(gathered: Gathered, record: records.Record) -> None:
    match = _Match(record.content)
    if match.address is None:
        gathered.leave_out("records without the address of a host")
        return
    if match.kind in ("dns", "whois", "file", "code", "offlinehttp"):
        gathered.leave_out("matches that say nothing of a device")
        return
    facts = [*banners.opened(match.port), *match.opinion()]
    if match.finds_secrets:
        gathered.redacted += _strip(record)
    else:
        facts += match.answered()
        if not match.is_shown:
            gathered.leave_out("values that a template took out and no visitor is shown", _strip(record))
    when = notes.iso(string(record.content, "timestamp"), utc=True)
    notes.add(gathered, match.address, facts, when, records.keep(gathered, record))


def _strip(record: records.Record) -> int:
    """Take out of a record what its template took out of the device; how many values that were."""
    held = [key for key in _DROPPED if record.content.get(key)]
    if held:
        record.content = {key: value for key, value in record.content.items() if key not in held}
        record.data = json.dumps(record.content, ensure_ascii=False).encode("utf-8", "replace")
    return len(held)


class _Match:
    """One match: where it was, and what may be read of it."""

    def __init__(self, content: Json) -> None:
        self._content = content
        place = _PLACE.match(string(content, "matched-at") or string(content, "matched"))
        parts = place.groupdict() if place else {}
        self.kind = string(content, "type").lower()
        own = _bare(string(content, "host"))
        self.address = notes.host(string(content, "ip") or own)
        self.host = own if addresses.normalise(own) is None else ""
        self.scheme = (string(content, "scheme") or parts.get("scheme") or "").lower()
        self.port = (
            notes.port(records.string(content, "port"))
            or notes.port(records.string(parts, "port"))
            or _USUAL.get(self.scheme, 0)
        )
        self.is_root = (parts.get("rest") or "/").partition("?")[0] in ("/", "#") and self.kind == "http"
        info = records.table(content, "info")
        self.name = string(info, "name")
        self.id = string(content, "template-id") or string(content, "templateID")
        tags = {tag.strip().lower() for text in strings(info, "tags") for tag in text.split(",")}
        self.finds_secrets = bool(_FINDS_SECRETS.search(" ".join([self.id, *tags])))
        harmless = string(info, "severity").lower() in ("info", "unknown", "") and not tags & _TAKES
        self.is_shown = harmless and bool(tags & _TELLS or not tags or self.is_root)

    def opinion(self) -> Facts:
        """What nuclei holds the service to be; of general tests of TLS nothing is said."""
        if self.kind == "ssl":
            return []
        matcher = string(self._content, "matcher-name") or string(self._content, "matcher_name")
        more = [one[:_MOST_SAID] for one in self._extracted()[:3]] if self.is_shown and not self.finds_secrets else []
        return banners.service(self.port, "tcp", self.scheme or self.kind or "service", self.name, matcher, *more)

    def _extracted(self) -> list[str]:
        return strings(self._content, "extracted-results") or strings(self._content, "extracted_results")

    def answered(self) -> Facts:
        """What the device answered, as far as any visitor is shown it."""
        answer = string(self._content, "response")
        found = banners.names([self.host]) if self.host else []
        for said in self._extracted():
            if said.startswith(("SSH-", "RTSP/")):
                found += banners.greeting(said, "", self.port)
        if self.kind == "ssl":
            return [*found, *_certificate(answer)]
        if answer.startswith(("HTTP/", "RTSP/")):
            return [*found, *banners.answer(answer.encode("utf-8", "replace"), paged=self.is_root and self.is_shown)]
        return [*found, *(banners.greeting(answer, "", self.port) if self.is_shown else [])]


def _bare(host: str) -> str:
    """The host of a target, which may be an address of a page."""
    if (known := addresses.normalise(host)) is not None:
        return known
    place = _PLACE.match(host)
    return place["host"].strip("[]").lower() if place else ""


def _certificate(answer: str) -> Facts:
    """The certificate in the answer of a template for TLS, which is JSON."""
    try:
        content = json.loads(answer) if answer.startswith("{") else {}
    except (ValueError, RecursionError):
        return []
    return banners.named(string(content, "subject_dn"), string(content, "issuer_dn"))
