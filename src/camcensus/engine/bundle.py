"""The file of a probe run: JSON Lines of observations, and beside them the run's own account of every packet.

The first line says under which scope and on whose authority, and is on disk before the first packet is sent. What a
device said stands together, ended by what it was sent; what the run did stands under the subject ``run:<id>``. The
file is whole after every line, and a run that was cut off can be taken up again from it.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from camcensus.engine.scope import Read, shown
from camcensus.model.errors import InputError, StoreFull, UsageError
from camcensus.sources.governor import Account
from camcensus.sources.itinerary import Before
from camcensus.sources.territory import Territory
from camcensus.sources.visit import Sighting, Visit
from camcensus.wire import addresses, redact
from camcensus.wire.addresses import Span

SOURCE = "probe:run@1"
"""The source of what a run says of itself."""
MOST_SPANS = 500
"""Ranges that stand in one line."""
MOST_LINE = 32 << 20
"""Bytes of a line; a run writes none that is longer."""
_ANOTHER = "name another file, or take that run up again with --resume"


class Bundle:
    """Writes the lines of one run."""

    def __init__(self, stream: IO[bytes], run: str, read: Read, now: Callable[[], datetime]) -> None:
        scope = read.scope
        self.run, self._stream, self._now = run, stream, now
        self._body = scope.body
        self._vantage = scope.network.vantage
        self.redacted = 0
        """Secrets that were taken out of what devices said."""
        self.lines = 0
        self.since = now()
        """When the run was begun, also where it was taken up again."""

    def __enter__(self) -> Bundle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.flush(hard=True)
        self._stream.close()

    def head(self, read: Read, ports: Iterable[int], probes: Iterable[str]) -> None:
        """The scope and its authority: on disk when this returns."""
        authority = read.scope.authority
        limits = msgspec.to_builtins(read.scope.limits)
        self.note("run.scope", {
            "scope_sha256": read.sha256, "authorised_by": authority.person, "authorised_on": authority.on.isoformat(),
            "reference": authority.reference, "ranges": [one.addresses for one in read.scope.range],
            "excluded": [one.addresses for one in read.scope.exclude], "limits": limits, "ports": list(ports),
            "links": list(read.scope.network.links), "probes": list(probes),
            "scope": read.data.decode("utf-8", "replace"),
        })  # fmt: skip
        self.flush(hard=True)

    def begun(self, account: Account) -> None:
        """A device has answered for the first time: if the run is cut off now, it is not asked anew."""
        self.note("run.begun", {"address": account.address}, realm=account.realm)

    def visit(self, visit: Visit, account: Account, *, whole: bool) -> None:
        """All that one device said, and what it was sent."""
        for one in visit.seen:
            self._sighting(one, one.saw.about or f"ip:{account.address}", account.realm)
        self.spent(account, visit, whole=whole)

    def called(self, visit: Visit) -> None:
        """What was sent to whole links: each datagram reached everything on them."""
        for (group, port), times in visit.calls.items():
            self.note("run.called", {"group": group, "port": port, "datagrams": times})

    def spent(self, account: Account, visit: Visit, *, whole: bool) -> None:
        """What one device was sent and sent back, and what came to nothing."""
        failed = [[*what, times] for what, times in visit.attempts.items()]
        account_of = {
            "address": account.address, "connections": account.connections,
            "packets": [account.packets_sent, account.packets_received], "bytes": [account.sent, account.received],
            "open": sorted(visit.target.open), "closed": visit.closed, "silent": len(visit.silent),
        }  # fmt: skip
        more: dict[str, object] = {
            "signs": [str(sign) for sign in account.signs], "stopped": account.stopped or visit.refused,
            "failed": failed, "left_out": visit.left_out, "credential": account.credential,
            "cut_off": not whole,
        }  # fmt: skip
        self.note("run.spent", account_of | {name: value for name, value in more.items() if value}, realm=account.realm)

    def spans(self, field: str, spans: Iterable[Span], **more: object) -> None:
        """Ranges of addresses of which one thing holds."""
        for number, part in enumerate(_parts([_range(span) for span in spans])):
            self.note(field, {"addresses": part, **more} | ({"more": True} if number else {}))

    def reach(self, spans: Iterable[Span], realm: str) -> None:
        """The addresses of which the run can say whether something is there."""
        for span in spans:
            self._line(
                "fact.reach", addresses.show(span), f"run:{self.run}", realm=realm, at=self.since, until=self._now()
            )

    def note(self, field: str, value: Mapping[str, object], *, realm: str = "") -> None:
        """One line of what the run did."""
        text = json.dumps(value, ensure_ascii=False)
        self._line(field, text, f"run:{self.run}", realm=realm, at=self._now())

    def flush(self, *, hard: bool = False) -> None:
        """Give to the system what was written; `hard`: to the disk. Raises `StoreFull`."""
        try:
            self._stream.flush()
            if hard:
                with contextlib.suppress(OSError):  # a pipe or a terminal has no disk
                    os.fsync(self._stream.fileno())
        except OSError as fault:
            raise StoreFull(f"the run's file cannot be written: {fault.strerror}", mend="make room") from None

    def _sighting(self, one: Sighting, subject: str, realm: str) -> None:
        encoding = one.saw.encoding
        value, removed = _without_secrets(one.saw.value, encoding)
        self.redacted += removed
        self._line(one.saw.field, value, subject, realm=realm, at=one.at, source=one.source, encoding=encoding)

    def _line(
        self, field: str, value: str, subject: str, *, realm: str, at: datetime, until: datetime | None = None,
        source: str = SOURCE, encoding: str = "text",
    ) -> None:  # fmt: skip
        line = {
            "subject": subject, "field": field, "value": value, "encoding": encoding, "at": shown(at), "source": source,
            "body": self._body, "realm": realm, "until": shown(until) if until is not None else "",
            "at_quality": "exact", "vantage": self._vantage,
        }  # fmt: skip
        kept = {name: word for name, word in line.items() if word or name == "value"}
        try:
            self._stream.write(json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        except OSError as fault:
            raise StoreFull(f"the run's file cannot be written: {fault.strerror}", mend="make room") from None
        self.lines += 1


def begin(path: Path, read: Read, now: Callable[[], datetime], mend: str = _ANOTHER) -> Bundle:
    """A new file that nobody else may read. Raises `UsageError` with `mend` if there is one already, `InputError`."""
    try:
        stream = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")
    except FileExistsError:
        raise UsageError("there is such a file already", where=str(path), mend=mend) from None
    except OSError as fault:
        raise InputError(f"it cannot be written: {fault.strerror}", where=str(path)) from None
    _lock(stream, path)
    return Bundle(stream, secrets.token_hex(8), read, now)


def resume(path: Path, read: Read, now: Callable[[], datetime]) -> tuple[Bundle, Before]:
    """The file of a run that was cut off or stopped, to go on with, and what was done.

    A last line that was cut off is taken away; nothing else of a file is ever changed. Raises `UsageError` if it is no
    file of a run, ran under another scope or to its end, or is still being written; `InputError`.
    """
    earlier = _Earlier(read.sha256, path)
    try:
        stream = path.open("r+b")
    except OSError as fault:
        raise InputError(f"it cannot be opened: {fault.strerror}", where=str(path)) from None
    try:
        _lock(stream, path)
        before = earlier.take(stream, Territory(read.scope))
        stream.truncate(earlier.bytes)
        stream.seek(earlier.bytes)
    except BaseException:
        stream.close()
        raise
    bundle = Bundle(stream, earlier.run, read, now)
    bundle.since = earlier.since or bundle.since
    bundle.note("run.resumed", {})
    bundle.flush(hard=True)
    return bundle, before


def common(span: Span, others: Iterable[Span]) -> list[Span]:
    """The part of a span that lies in others."""
    return [(max(span[0], low), min(span[1], high)) for low, high in others if low <= span[1] and span[0] <= high]


def _lock(stream: IO[bytes], path: Path) -> None:
    """Two runs on one file would each think that they alone ask the devices."""
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError("another camcensus is writing to it", where=str(path), mend="wait until it ends") from None
    except OSError:  # a file system without locks
        return


class _Earlier:
    """What the lines of a run say was done."""

    def __init__(self, sha256: str, path: Path) -> None:
        self.run = ""
        self.bytes = 0
        """Of the lines that are whole."""
        self.since: datetime | None = None
        self._sha256, self._where = sha256, str(path)
        self._begun: set[str] = set()
        self._done: dict[str, dict[str, object]] = {}
        self._silent: list[Span] = []
        self._partly: list[tuple[Span, int]] = []
        self._passes, self._cut_off = 0, 0
        self._open = False

    def take(self, stream: IO[bytes], territory: Territory) -> Before:
        """Everything that the file says. Raises `UsageError`."""
        try:
            while (line := stream.readline(MOST_LINE)).endswith(b"\n"):
                self._note(line)
                if not self.run:
                    break
                self.bytes += len(line)
            if self.run:
                return self._before(territory.swept())
        except (ValueError, OverflowError):
            pass
        mend = "name the file of a run, or leave --resume out to begin one"
        raise UsageError("it is no file of a run", where=self._where, mend=mend)

    def _note(self, line: bytes) -> None:
        """Take in one line. Raises `UsageError`, and `ValueError` for a line that no run writes."""
        if b'"run.' not in line:
            return
        try:
            one = json.loads(line)
            subject, field, value = str(one["subject"]), str(one["field"]), json.loads(one["value"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return
        if not subject.startswith("run:") or not isinstance(value, dict):
            return
        if field == "run.scope":
            self._head(subject.removeprefix("run:"), value)
            self.since = datetime.fromisoformat(str(one.get("at"))).astimezone(UTC)
        else:
            self._take(field, value)

    def _take(self, field: str, value: Mapping[str, object]) -> None:
        match field:
            case "run.begun":
                self._begun.add(str(value.get("address")))
                self._done.pop(str(value.get("address")), None)  # asked again, and what for is not known yet
            case "run.spent":
                self._done[str(value.get("address"))] = dict(value)
            case "run.silent":
                self._passes = int(str(value.get("passes", 1)))
                self._silent = addresses.merge([*(self._silent if value.get("more") else []), *_spans(value)])
            case "run.cut_off":
                made = max(0, int(str(value.get("connections_each", 0))))
                self._partly += [(span, made) for span in _spans(value)]
            case "run.resumed":
                self._cut_off += self._open
                self._open = True
            case "run.ended" if value.get("why") == "done":
                raise UsageError("that run went to its end", where=self._where, mend="begin another without --resume")
            case "run.ended":
                self._open = False

    def _before(self, swept: list[Span]) -> Before:
        early = {one: value for one, value in self._done.items() if value.get("cut_off") and not value.get("stopped")}
        cut = {address: _spent(value) for address, value in early.items()}
        spent = {
            addresses.text(number): (made, made, 0, 0, 0)
            for span, made in self._partly
            for low, high in common(span, swept)
            for number in range(low, high + 1)
            if addresses.text(number) not in self._begun  # it has answered since, and what it was sent stands there
        }
        spent |= {address: counted for address, counted in cut.items() if counted is not None}
        ended = self._done.keys() - cut.keys()
        silent = [piece for span in self._silent for piece in common(span, swept)]
        return Before(
            judged=_those(ended),
            lost=_those((self._begun | cut.keys()) - ended - spent.keys()),
            silent=tuple(silent),
            passes=max(self._passes, 1) if silent else 0,
            cut_off=self._cut_off + self._open,
            refused=frozenset(one for one, value in early.items() if value.get("credential") in ("tried", "refused")),
            spent=spent,
        )

    def _head(self, run: str, value: Mapping[str, object]) -> None:
        if value.get("scope_sha256") != self._sha256:
            mend = "resume with the very file that it began with, or begin another run"
            raise UsageError("that run was made under another scope", where=self._where, mend=mend)
        self.run, self._open = run, True


def _those(written: Iterable[str]) -> tuple[Span, ...]:
    """Addresses as few ranges. Raises `ValueError`."""
    numbers = [addresses.number(address) for address in written]
    return tuple(addresses.merge((number, number) for number in numbers))


def _spent(value: Mapping[str, object]) -> tuple[int, int, int, int, int] | None:
    try:
        packets, data = list(value["packets"]), list(value["bytes"])  # type: ignore[call-overload]
        found = int(str(value["connections"])), int(packets[0]), int(packets[1]), int(data[0]), int(data[1])
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return found if min(found) >= 0 else None


def _spans(value: Mapping[str, object]) -> Iterator[Span]:
    written = value.get("addresses")
    for one in written if isinstance(written, list) else []:
        with contextlib.suppress(ValueError):
            yield addresses.span(str(one))


def _without_secrets(value: str, encoding: str) -> tuple[str, int]:
    """A value as it may be written, and how many secrets were taken out; bytes are looked at as text."""
    if encoding != "base64":
        return redact.text(value)
    inner = base64.b64decode(value).decode("ascii", "surrogateescape")
    stripped, removed = redact.text(inner)
    return (base64.b64encode(stripped.encode("ascii", "surrogateescape")).decode() if removed else value), removed


def _range(span: Span) -> str:
    """A range as first-last: far quicker than as people write it, where there are thousands."""
    low, high = addresses.text(span[0]), addresses.text(span[1])
    return low if low == high else f"{low}-{high}"


def _parts(words: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(words), MOST_SPANS):
        yield words[start : start + MOST_SPANS]
