"""Configurations without their secrets: of IOS, ASA, NX-OS, FortiOS, PAN-OS, iptables, nftables and pf.

Line by line; no line is added or lost. What follows a word for a secret goes, up to the end of its line: what else
stands there bears on nothing that is forwarded. Lines that say what passes (entries of lists, objects, routes, NAT,
rules) keep all but what `redact` takes from any text, so that a list named ``secret`` stays.
"""

from __future__ import annotations

import re

from camcensus.wire import redact

MARK = redact.MARK

_TRIGGER = re.compile(
    r"pass|secret|key|communit|psk|phash|auth|token|snmp|pw|cert|\bENC\b|-----|://|credential|pin\b", re.IGNORECASE
)
_FORWARDS = re.compile(
    r"^\s*(?:\d{1,10}\s+|sequence \d{1,10}\s+)?(?:access-list|permit|deny|ip access-list|ipv6 access-list|object|"
    r"object-group|network-object|service-object|port-object|group-object|access-group|ip access-group|interface|"
    r"nameif|route|ip route|ipv6 route|nat|ip nat|zone|zone-pair|zone-member|class|class-map|match|policy-map|"
    r"service-policy|vlan|name|vrf|switchport|ip address|ipv6 address|ipv6 traffic-filter|tunnel|crypto map|"
    r"-[AIN]|\[\d+:\d+\]|pass|block|rdr|binat|table|chain|config|edit|set (?:rulebase|address|service|zone|"
    r"srcintf|dstintf|srcaddr|dstaddr|action|interface|member|subnet|name|alias|vdom|ip)|"
    r"set (?:\S+ ){1,6}rulebase)(?:\s|$)"
)
"""Beginnings of lines that bear on what is forwarded."""
_WORDS = (
    "password|passwd|passphrase|passcode|passkey|secret|phash|pwd|-pw|private-key|pre-?shared-key|auth-?key|priv-?key|"
    "api-?key|token|key-string|key-octet-string|authentication-key|digest-key|wpa-psk|set-key|md5-key|keyid-secret|"
    "community-string|psk"
)
_KEYED = (
    "tacacs|radius|server|crypto|isakmp|failover|aaa|ldap|ip|neighbor|area|ntp|wpa|security|dot11|mka|cts|encryption|"
    "address|wep"
)
_ENCODED = re.compile(r"\bENC\s+(?P<secret>\S.*)")
_TAIL = re.compile(rf'(?<!\S)[\w-]*(?:{_WORDS}|(?<![\w-])key)s?\d?\s+(?P<secret>"[^"]*"|\S+)\s*$', re.IGNORECASE)
"""Of PAN-OS and FortiOS, where names of things may be words for secrets: only what stands last."""
_SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\S)[\w-]*(?:{_WORDS})\d?\s+(?P<secret>\S.*)",
        r"^\s*key\s+(?P<secret>\S.*)",
        rf"^\s*(?:{_KEYED})[\w-]*\s(?:.*\s)?key\s+(?P<secret>\S.*)",
        r"^\s*snmp-server (?:community|user)\s+(?P<secret>\S.*)",
        r"^\s*snmp-server host (?:[A-Za-z][\w-]* )?[\w.:-]+\s+(?P<secret>\S.*)",
        r"^\s*snmp\b.*\scommunity\s+(?P<secret>\S.*)",
        r"^\s*(?:standby|vrrp|glbp|hsrp)\s.*\bauthentication\s+(?P<secret>\S.*)",
        r"^\s*authentication (?:text|md5 key-string)\s+(?P<secret>\S.*)",
    )
)
_BEGIN, _END = re.compile(r"-----BEGIN [A-Z0-9 ]{1,40}-----"), "-----END "
_ARMOUR = re.compile(r'^\s*(?:[A-Za-z0-9+/=]{1,200}"?|[A-Z][A-Za-z-]{1,20}: .{1,200})?\s*$')
_HEX_HEAD = re.compile(
    r"^\s*certificate (?:ca |self-signed |rollover |ra-\w{1,20} )?[0-9A-Fa-f]{1,80}(?: nvram:\S+)?\s*$"
)
_HEX = re.compile(r"^\s*(?:[0-9A-Fa-f]{2,8}\s?){2,}$")
_SNMP_BLOCK = "config system snmp community"


def strip(text: str) -> tuple[str, int]:
    """The text without secrets, of as many lines; and how many were taken out."""
    reader = _Reader()
    return "\n".join([reader.line(line) for line in text.split("\n")]), reader.count


class _Reader:
    """Goes through the lines of a configuration."""

    def __init__(self) -> None:
        self.count = 0
        self.inside = ""
        """``armour`` (PEM), ``hex`` (a certificate), ``snmp`` (communities of FortiOS) or nothing."""

    def line(self, line: str) -> str:
        """One line without its secrets."""
        if self.inside:
            kept = self._inner(line)
            if kept is not None:
                return kept
        if _TRIGGER.search(line) is None:
            return line
        begun = _BEGIN.search(line)
        if begun is not None:
            self.count += 1
            self.inside = "" if line.find(_END, begun.end()) >= 0 else "armour"
            return line[: begun.start()] + MARK
        if _HEX_HEAD.match(line):
            self.inside = "hex"
            self.count += 1
            return line
        if line.strip() == _SNMP_BLOCK:
            self.inside = "snmp"
            return line
        return self._plain(line)

    def _inner(self, line: str) -> str | None:
        """A line within what began before; None: it belongs to it no more, or is like any other."""
        if self.inside == "armour" and _END in line:
            self.inside = ""
            return MARK
        if self.inside == "snmp":
            if line.strip() == "end" and not line.startswith("   "):
                self.inside = ""
            elif line.strip().startswith("set name "):
                self.count += 1
                return line[: line.index("set name ") + 9] + MARK
            return None
        if (_ARMOUR if self.inside == "armour" else _HEX).match(line):
            return MARK
        self.inside = ""
        return None

    def _plain(self, line: str) -> str:
        if _FORWARDS.match(line) is None:
            for pattern in (_ENCODED, _TAIL) if line.lstrip().startswith("set ") else _SECRETS:
                found = pattern.search(line)
                if found is not None and not found["secret"].lstrip('"').startswith(MARK):
                    self.count += 1
                    line = line[: found.start("secret")] + MARK
        line, count = redact.text(line)
        self.count += count
        return line
