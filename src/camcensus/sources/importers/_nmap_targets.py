"""Which addresses an nmap command line covers, and what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from camcensus.wire import addresses

MAX_ARGS = 65_536
"""Characters of a command line."""

_WORD = re.compile(r'"([^"]*)"|(\S+)')

_TAKES_VALUE = frozenset(
    """
    p oX oN oG oS oA oM e S g D b sI exclude-ports script script-args script-args-file script-timeout
    script-help top-ports port-ratio min-rate max-rate host-timeout max-retries min-parallelism max-parallelism
    min-hostgroup max-hostgroup scan-delay max-scan-delay dns-servers source-port version-intensity stylesheet ttl
    data data-string data-length min-rtt-timeout max-rtt-timeout initial-rtt-timeout proxies proxy stats-every
    scanflags mtu spoof-mac ip-options datadir servicedb versiondb max-os-tries resume
    """.split()  # noqa: SIM905  # a list of words reads better as words
)
"""Options that are followed by a word of their own, without their dashes."""

_FROM_ELSEWHERE = {"iL": "a list of targets in another file", "iR": "targets at random"}


class Targets(NamedTuple):
    """The covered addresses, and sentences on what the command line leaves open."""

    spans: list[addresses.Span]
    doubts: list[str]


def targets(args: str, unseen: Iterable[addresses.Span] = ()) -> Targets:
    """What the scan covered, without what it excluded and without `unseen`.

    Only what certainly was looked at counts: where exclusions cannot be told, nothing does.
    """
    if len(args) > MAX_ARGS:
        return Targets([], ["is too long to be read: what it covered is not known"])
    found = _Words(args)
    if found.why_none:
        return Targets([], [found.why_none])
    doubts = list(found.doubts)
    if found.unread:
        words = ", ".join(f"'{word[:60]}'" for word in found.unread[:5])
        doubts.append(
            f"names targets that are no addresses or ranges, and whether they were covered is unknown: {words}"
        )
    if not found.spans and not doubts:
        doubts.append("names no address ranges: what it covered is not known")
    out = [*found.excluded, *unseen]
    return Targets([left for span in addresses.merge(found.spans) for left in addresses.subtract(span, out)], doubts)


class _Words:
    """The words of a command line, sorted by what they mean."""

    def __init__(self, args: str) -> None:
        self.spans: list[addresses.Span] = []
        self.excluded: list[addresses.Span] = []
        self.unread: list[str] = []
        self.doubts: list[str] = []
        self.why_none = ""
        """Why nothing of it counts; empty: something may."""
        words = iter([quoted or plain for quoted, plain in _WORD.findall(args)][1:])
        for word in words:
            if word.startswith("-") and len(word) > 1:
                self._option(word, words)
            else:
                self._target(word)

    def _target(self, word: str) -> None:
        span = addresses.scan_target(word)
        if span is not None:
            self.spans.append(span)
        elif not word.isdecimal():  # the level of -T 4, -v 2
            self.unread.append(word)

    def _option(self, word: str, following: Iterable[str]) -> None:
        name, equals, value = word.lstrip("-").replace("_", "-").partition("=")
        rest = iter(following)
        if name == "exclude":
            self._exclude(value if equals else next(rest, ""))
        elif name == "excludefile":
            self.why_none = "leaves out addresses that are listed in another file: what it covered is not known"
        elif name.startswith("sL"):
            self.why_none = "only lists addresses and looks at none"
        elif name[:2] in _FROM_ELSEWHERE and not word.startswith("--"):
            self.doubts.append(f"takes {_FROM_ELSEWHERE[name[:2]]}: what else it covered is not known")
            if len(name) == 2:
                next(rest, "")
        elif name in _TAKES_VALUE and not equals:
            next(rest, "")

    def _exclude(self, value: str) -> None:
        for word in value.split(","):
            span = addresses.scan_target(word)
            if span is None:
                self.why_none = f"leaves out '{word[:60]}', which is no address or range: what it covered is not known"
            else:
                self.excluded.append(span)
