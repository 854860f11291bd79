"""Answers of switches by the templates of ntc-templates (Apache-2.0), whichever platform they fit.

A log does not say which platform wrote it. Each template of a kind is tried on the beginning of an answer; what reads
it without a complaint and tells most is taken, few full rows before many poor ones, and of equals the platform that
fitted other answers of the same switch. A template is a list of regular expressions; lines come short
(`_switch_text`), since some take long over more.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeAlias

import textfsm  # type: ignore[import-untyped, unused-ignore]  # it comes without types

from camcensus.sources.importers import _switch_loose

Cells: TypeAlias = Mapping[str, str]

TRIED = 150
"""Lines of an answer on which every template is tried."""

_TEMPLATES = {
    "mac": (
        "cisco_ios_show_mac-address-table cisco_nxos_show_mac_address-table arista_eos_show_mac_address-table "
        "cisco_s300_show_mac_address-table aruba_aoscx_show_mac-address-table hp_procurve_show_mac-address "
        "hp_comware_display_mac-address huawei_vrp_display_mac-address juniper_junos_show_ethernet-switching_table "
        "extreme_exos_show_fdb dell_powerconnect_show_bridge_address_table brocade_fastiron_show_mac-address "
        "ruckus_fastiron_show_mac-address allied_telesis_awplus_show_mac_address-table "
        "alcatel_aos_show_mac-address-table avaya_ers_show_mac-address-table broadcom_icos_show_mac-addr-table "
        "paloalto_panos_show_mac_all"
    ),
    "arp": (
        "cisco_ios_show_ip_arp cisco_ios_show_arp cisco_nxos_show_ip_arp cisco_nxos_show_ip_arp_detail "
        "cisco_nxos_show_ip_arp_detail_vrf_all cisco_xr_show_arp cisco_asa_show_arp arista_eos_show_ip_arp "
        "aruba_aoscx_show_arp_all-vrfs aruba_os_show_arp hp_procurve_show_arp hp_comware_display_arp "
        "huawei_vrp_display_arp_all huawei_vrp_display_arp_brief juniper_junos_show_arp_no-resolve "
        "extreme_exos_show_iparp brocade_fastiron_show_arp ruckus_fastiron_show_arp dell_force10_show_arp "
        "dlink_ds_show_arpentry allied_telesis_awplus_show_arp fortinet_get_system_arp paloalto_panos_show_arp_all "
        "checkpoint_gaia_show_arp_dynamic_all watchguard_firebox_show_arp mikrotik_routeros_ip_arp_print "
        "mikrotik_routeros_ip_arp_print_without-paging mikrotik_routeros_ip_arp_print_terse_without-paging "
        "ubiquiti_edgerouter_show_arp ubiquiti_edgeswitch_show_arp vyatta_vyos_show_arp zte_zxros_show_arp "
        "cisco_viptela_show_arp ericsson_ipos_show_arp linux_arp_-a"
    ),
    "lldp": (
        "cisco_ios_show_lldp_neighbors_detail cisco_nxos_show_lldp_neighbors_detail "
        "arista_eos_show_lldp_neighbors_detail cisco_xr_show_lldp_neighbors_detail "
        "aruba_aoscx_show_lldp_neighbors-info_detail hp_procurve_show_lldp_info_remote-device_detail "
        "hp_comware_display_lldp_neighbor-information_verbose huawei_vrp_display_lldp_neighbor "
        "alcatel_aos_show_lldp_remote-system allied_telesis_awplus_show_lldp_neighbors_detail "
        "brocade_fastiron_show_lldp_neighbors_detail brocade_netiron_show_lldp_neighbors_detail "
        "paloalto_panos_show_lldp_neighbors_all hp_procurve_show_lldp_info_remote-device "
        "juniper_junos_show_lldp_neighbors "
        "broadcom_icos_show_lldp_remote-device_all cisco_s300_show_lldp_neighbors "
        "hp_comware_display_lldp_neighbor-information_list cisco_ios_show_lldp_neighbors "
        "cisco_nxos_show_lldp_neighbors cisco_xr_show_lldp_neighbors arista_eos_show_lldp_neighbors "
        "brocade_fastiron_show_lldp_neighbors"
    ),
    "cdp": (
        "cisco_ios_show_cdp_neighbors_detail cisco_nxos_show_cdp_neighbors_detail cisco_xr_show_cdp_neighbors_detail "
        "cisco_wlc_ssh_show_cdp_neighbors_detail hp_procurve_show_cdp_neighbors_detail cisco_ios_show_cdp_neighbors "
        "cisco_nxos_show_cdp_neighbors"
    ),
    "power": "cisco_ios_show_power_inline",
    "status": (
        "cisco_ios_show_interfaces_status cisco_nxos_show_interface_status arista_eos_show_interfaces_status "
        "hp_procurve_show_interfaces_status cisco_s300_show_interfaces_status dell_powerconnect_show_interfaces_status "
        "edgecore_show_interfaces_status eltex_show_interfaces_status hp_comware_display_interface_brief "
        "brocade_fastiron_show_interfaces_brief ruckus_fastiron_show_interfaces_brief edgecore_show_interfaces_brief "
        "cisco_ios_show_interfaces_description cisco_nxos_show_interface_description "
        "arista_eos_show_interfaces_description cisco_xr_show_interfaces_description "
        "cisco_s300_show_interfaces_description dell_powerconnect_show_interfaces_description "
        "eltex_show_interfaces_description huawei_vrp_display_interface_description "
        "alcatel_sros_show_port_description extreme_exos_show_ports_description avaya_ers_show_interface_name "
        "zte_zxros_show_interface_brief"
    ),
    "switchport": "cisco_ios_show_interfaces_switchport cisco_nxos_show_interface_switchport",
    "binding": (
        "cisco_ios_show_ip_dhcp_snooping_binding cisco_ios_show_ip_dhcp_binding fortinet_execute_dhcp_lease-list"
    ),
}
"""Kinds of answers to the templates that read them, the fuller before the briefer."""

_COMPLAINT = re.compile(r"^\s+\^.*->\s*Error.*$", re.MULTILINE)


class Parsed(NamedTuple):
    """The rows of an answer, and by which template."""

    template: str
    """Empty: no template fits, and the rows were told by what they hold."""
    rows: Sequence[Cells]
    lenient: bool
    """Whether lines that are not understood were passed over."""


def platform(template: str) -> str:
    """The platform that a template is for: its name up to the verb."""
    return re.split(r"_(?:show|display|get|execute|diagnose|ip|arp)_", template, maxsplit=1)[0]


def parse(kind: str, lines: Sequence[str], worth: Callable[[Cells], int], likely: str = "") -> Parsed | None:
    """The answer by the template that fits best, or None if none gives a row.

    `worth` is how much a row tells, 0 if it tells nothing; `likely` is the platform that fitted other answers of the
    same switch.
    """
    for lenient in (False, True):
        if lenient and (rows := [row for row in _switch_loose.rows(kind, lines) if worth(row)]):
            return Parsed(template="", rows=rows, lenient=True)
        tried = [
            (_is_strict(name), told, platform(name) == likely, -order, name)
            for order, name in enumerate(_names(kind))
            if (told := sum(worth(row) ** 2 for row in _rows(name, lines[:TRIED], lenient) or ()))
        ]
        for *_, name in sorted(tried, reverse=True):
            whole = [row for row in _rows(name, lines, lenient) or () if worth(row)]
            if whole:
                return Parsed(template=name, rows=whole, lenient=lenient)
    return None


def _names(kind: str) -> list[str]:
    return _TEMPLATES.get(kind, "").split()


def _rows(name: str, lines: Sequence[str], lenient: bool) -> list[Cells] | None:
    """The rows that a template finds; None if it complains."""
    template = _template(name, lenient)
    if template is None:
        return None
    template.Reset()
    try:
        found = template.ParseTextToDicts("\n".join(lines))
    except textfsm.TextFSMError:
        return None
    return [{str(key).lower(): _flat(value) for key, value in row.items()} for row in found]


def _flat(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


@cache
def _text(name: str) -> str:
    """A template as it is written; nothing if this version of the package does not have it."""
    try:
        return files("ntc_templates").joinpath("templates", f"{name}.textfsm").read_text("utf-8")
    except OSError:
        return ""


def _is_strict(name: str) -> bool:
    """Whether a template complains of lines that it does not know; one that does not reads nearly anything."""
    return _COMPLAINT.search(_text(name)) is not None


@cache
def _template(name: str, lenient: bool) -> textfsm.TextFSM | None:
    """A template, ready to read; None if there is none or it cannot be used."""
    text = _COMPLAINT.sub("", _text(name)) if lenient else _text(name)
    try:
        return textfsm.TextFSM(io.StringIO(text)) if text else None
    except textfsm.TextFSMTemplateError:
        return None
