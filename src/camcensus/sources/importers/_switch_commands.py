"""Which question a command puts to a switch, however far it is abbreviated, and how a prompt before it looks."""

from __future__ import annotations

import re
from typing import NamedTuple

KINDS = ("mac", "arp", "lldp", "cdp", "power", "status", "switchport", "binding", "clock")


class Prompt(NamedTuple):
    """A prompt: the name of the device that shows it, and what was typed behind it."""

    host: str
    command: str


_NAME = r"(?P<host>[A-Za-z0-9][\w.-]{0,62})"
_PROMPTS = (
    # Most: the name, a mode in brackets or a context behind a colon, and a mark.
    re.compile(
        r"\s?(?:\* )?(?:Slot-\d+ )?(?:RP/\d+/\w+/\w+:)?(?:[\w.-]{1,32}@)?"
        + _NAME
        + r"(?:\([\w-]{0,32}\)|:[\w~/.-]{0,64})?\s?[#>$%]\s*(?P<command>.*)"
    ),
    # Huawei and Comware: angle brackets for the user's view, square ones for the others.
    re.compile(r"\s?[<\[][~*]?(?:HRP_[MS])?" + _NAME + r"[>\]]\s*(?P<command>.*)"),
    # ArubaOS: the name in round brackets.
    re.compile(r"\s?\(" + _NAME + r"\)\s?(?:\[[\w/.-]{1,32}\]\s?)?\*?[#>]\s*(?P<command>.*)"),
    # RouterOS: user and name in square brackets, the menu behind.
    re.compile(r"\s?\[[\w.-]{1,32}@" + _NAME + r"\]\s?(?:/[\w/ -]{0,48})?>\s*(?P<command>.*)"),
)
_TYPED = (
    "show sho sh display displ disp dis di get execute diagnose print arp do run terminal term enable en exit quit "
    "logout end screen-length configure config conf ping clear write wr copy dir more no set skip-page-display "
    "disable cli page ip interface system /ip /interface /system undo return save mtrace telnet ssh reload"
)
_VERBS = frozenset(_TYPED.split())
"""First words of what people type; a line with another word behind a mark is text unless the name is known."""

_COUNTED = re.compile(r"\.\d{1,5}\Z")
_BANNER = re.compile(
    r"[!#\s=*-]*\s?(?P<command>(?:sho?w?|disp?\w{0,4}|get|execute)\s[\w/ -]{2,80}?)[\s=*:-]*\Z", re.IGNORECASE
)


def _short(word: str, least: int) -> str:
    """A word and its abbreviations down to `least` letters."""
    rest = ""
    for letter in reversed(word[least:]):
        rest = f"(?:{re.escape(letter)}{rest})?"
    return re.escape(word[:least]) + rest


_SHOW = rf"(?:{_short('show', 2)}|{_short('display', 2)})"
_NEIGHBORS = rf"(?:{_short('neighbors', 2)}|{_short('neighbours', 2)}|neighbor-information|neighbors-info)"
_INTERFACE = _short("interfaces", 3)
_MAC_TABLE = (
    rf"(?:{_short('mac-address-table', 5)}|mac-addr-table|fdb|ethernet-switching table|cam dynamic|l2 mac-table"
    rf"|bridge {_short('address-table', 4)}|mac(?: {_short('address-table', 1)}| address| table| all)?)"
)
_NO_TABLE = r"\b(?!.*\b(?:count|aging|aging-time|learning|notification|summary|inspection|statistics)\b)"
_PORTS = (
    rf"(?:{_INTERFACE} (?:{_short('status', 2)}|{_short('description', 3)}|{_short('brief', 2)}|name)"
    r"|(?:ports?|interfaces?) (?:information|description))"
)
_BINDINGS = rf"{_SHOW} ip dhcp (?:{_short('snooping', 2)} )?{_short('binding', 1)}\b|execute dhcp lease-list"
_COMMANDS = {
    "mac": rf"{_SHOW} {_MAC_TABLE}{_NO_TABLE}",
    "arp": (
        rf"{_SHOW} (?:ip )?(?:{_short('arp', 2)}|iparp|arpentry){_NO_TABLE}"
        r"|get system arp\b|/?ip arp print\b|arp(?: -\w{1,3})?\Z"
    ),
    "lldp": rf"{_SHOW} lldp (?:{_NEIGHBORS}|neighbor\w*|entry|info(?:rmation)? remote\S*|remote\S*)",
    "cdp": rf"{_SHOW} cdp (?:{_NEIGHBORS}|entry)",
    "power": rf"{_SHOW} {_short('power', 2)} {_short('inline', 2)}",
    "switchport": rf"{_SHOW} {_INTERFACE} (?:\S{{2,40}} )?{_short('switchport', 2)}\Z",
    "status": rf"{_SHOW} {_PORTS}\b",
    "binding": _BINDINGS,
    "clock": rf"{_SHOW} {_short('clock', 2)}\b",
}
_ASKED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _COMMANDS.items()}

_COLUMNS = {
    "cdp": r" *Device ID: ?\S",
    "lldp": r" *(?:Chassis id|ChassisId|LLDP Neighbor|Local Intf|Local Port) {0,12}: ?\S",
    "power": r" *Interface {1,20}Admin {1,20}(?:Priority {1,20})?Oper {1,20}Power",
    "status": r" *Port {1,20}(?:Name|Description) {1,40}(?:Link )?Status {1,20}(?:Config )?(?:Vlan|Mode)",
    "binding": r" *Mac ?Address {1,20}Ip ?Address {1,20}Lease",
    "arp": r" *(?:Protocol +)?(?:IP )?Address {1,20}(?:Age\b.{0,16})? {0,20}(?:Hardware Addr|MAC Address|HWtype)",
    "mac": r" *(?:VLAN(?: ID)? {1,20})?MAC[ -]Addr(?:ess)?(?: {2,30}(?:Type|Port|VLAN|Interface|State|FDB)| Table *\Z)",
}
_HEADINGS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _COLUMNS.items()}
"""Headings by which a table is told that stands below no command."""


def prompt(line: str) -> Prompt | None:
    """The prompt that begins a line, whatever was typed behind it; user names before the name are left out."""
    for pattern in _PROMPTS:
        found = pattern.fullmatch(line[:300].rstrip())
        if found is not None:
            # EXOS counts commands behind its name: ``x460.12 # show fdb``.
            host = (
                _COUNTED.sub("", found["host"])
                if line[found.end("host") : found.end("host") + 1] == " "
                else found["host"]
            )
            return Prompt(host, found["command"].strip())
    return None


def is_typed(command: str) -> bool:
    """Whether what stands behind a mark looks like something that is typed, and not like a part of a text."""
    first = command.split(" ", 1)[0].lower()
    return not command or first in _VERBS or first.startswith("?")


def banner(line: str) -> str:
    """The command in a line that holds nothing else, as scripts write them above what was answered."""
    found = _BANNER.fullmatch(line[:160].rstrip())
    return found["command"] if found is not None and kind_of(found["command"]) else ""


def kind_of(command: str) -> str:
    """Which of `KINDS` a command asks for; nothing if it is another."""
    words = _words(command)
    return next((kind for kind, pattern in _ASKED.items() if pattern.match(words)), "")


def _words(command: str) -> str:
    words = " ".join(command.split("|", 1)[0].split())[:200]
    for start in ("do ", "run "):
        words = words.removeprefix(start)
    return words


_WHOLE = re.compile(
    rf"(?!.*\bvlan\b)(?:all|brief|detail|extensive|verbose|no-more|{_short('interfaces', 3)}\b.*|port\b.*)?\Z"
)
"""What may stand behind the command for a table of Ethernet addresses that leaves no row of a port out."""


def narrowed(command: str, kind: str = "mac") -> str:
    """Which rows a command asks for; nothing: for all ports, or of a table of addresses for all of those it shows."""
    words = _words(command)
    found = _ASKED[kind].match(words)
    rest = words[found.end() :].strip() if found else words
    if "|" in command:
        return f"{rest} | {command.split('|', 1)[1].strip()}".strip()
    if kind == "switchport":
        return "" if _ALL_PORTS.match(words) else words
    return "" if _WHOLE.match(rest.lower()) else rest


_ALL_PORTS = re.compile(rf"{_SHOW} {_INTERFACE} {_short('switchport', 2)}\Z", re.IGNORECASE)


def heading(line: str) -> str:
    """Which of `KINDS` a line is the heading of; nothing for most lines."""
    return next((kind for kind, pattern in _HEADINGS.items() if pattern.match(line[:200])), "")
