"""Ports of switches by one spelling: a switch spells its ports differently from command to command."""

from __future__ import annotations

import re

_PORT = re.compile(r"([A-Za-z]+) ?(\d[\w/.:-]*)")
_UNIT = re.compile(r"([a-z]{2}-\d+/\d+/\d+)\.\d+")
"""Junos names a port by its unit too."""
_PORT_KINDS = {
    "gigabitethernet": "Gi", "gig": "Gi", "gi": "Gi", "ge": "Gi", "g": "Gi",
    "fastethernet": "Fa", "fas": "Fa", "fa": "Fa",
    "tengigabitethernet": "Te", "tengige": "Te", "ten": "Te", "te": "Te", "xge": "Te", "xgigabitethernet": "Te",
    "twogigabitethernet": "Tw", "tw": "Tw", "fivegigabitethernet": "Fi", "fi": "Fi",
    "twentyfivegige": "Twe", "twe": "Twe", "fortygigabitethernet": "Fo", "fo": "Fo", "fortygige": "Fo",
    "hundredgige": "Hu", "hu": "Hu", "ethernet": "Eth", "eth": "Eth", "et": "Eth",
    "portchannel": "Po", "po": "Po", "vlan": "Vlan", "vl": "Vlan",
}  # fmt: skip
"""Names of kinds of ports to one short name each: a switch spells its ports differently from command to command."""
_INNER = frozenset(
    {"cpu", "router", "switch", "self", "sup-eth1(r)", "sup-eth1", "vpc peer-link", "drop", "static", "-", "ports", ""}
)


def short(written: str) -> str:
    """A port by one spelling: ``GigabitEthernet1/0/3`` and ``Gi1/0/3`` are the same; nothing for the switch itself."""
    text = _UNIT.sub(r"\1", written.strip().rstrip(","))
    if text.lower() in _INNER or len(text) > 64:
        return ""
    found = _PORT.fullmatch(text.replace("ort-channel", "ortchannel"))
    kind = _PORT_KINDS.get(found[1].lower()) if found else None
    return f"{kind}{found[2]}" if found and kind else text
