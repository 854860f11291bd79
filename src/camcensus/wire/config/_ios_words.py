"""Beginnings of IOS lines that certainly do not bear on what is forwarded; all others are told as not understood.

Left out with care: lines on routing by protocols, tunnels, bridging, filters and inspection are not among them.
"""

from __future__ import annotations


def each(text: str, before: str = "") -> frozenset[str]:
    """The words of a text, each behind another."""
    return frozenset(before + word for word in text.split())


_TOP = each(
    "Building Current Load Time Using aaa access-session alias aqm-register-fnf archive arp authentication auto banner"
    " boot boot-end-marker boot-start-marker call-home card cdp class-map clns clock cns config-register configuration"
    " control-plane coverage cpp crypto"
    " default define device-sensor device-tracking diagnostic dial-peer dot1x dspfarm"
    " eap enable end endpoint-tracker energywise epm errdisable ethernet event exit fabric facility-alarm fallback file"
    " flow fpd gatekeeper hostname hw-module hw-switch identity ipc isdn key key-trap kron license line lldp logging"
    " login lacp macro mediatrace memory memory-size metadata mgcp microcode mls mmi monitor multilink netconf"
    " netconf-yang network-clock network-policy nmsp no ntp parameter-map parser password performance platform"
    " policy-map port-channel power priority-queue privilege process profile prompt qos queue-monitor radius"
    " radius-server redundancy resource restconf rmon route-map sampler scheduler sccp sdm security service"
    " service-list service-template session-limit setup snmp snmp-server sntp software spanning-tree ssh stack-mac"
    " stack-power standby subscriber switch system tacacs tacacs-server telephony-service telemetry template time-range"
    " track transceiver transport udld upgrade username version virtual-service voice voice-card vstack vtp"
    " warm-reboot webui wsma dialer-list"
)
_IP = (
    "accounting-list arp as-path bgp-community bootp cef classless community-list default-gateway device dhcp dns"
    " domain domain-list domain-lookup domain-name domain-retry domain-timeout explicit-path extcommunity-list finger"
    " flow flow-cache flow-export forward-protocol ftp gratuitous-arps host host-routing http icmp identd igmp"
    " inspect local mroute msdp multicast multicast-routing name-server nbar pim port-map prefix-list radius rcmd"
    " reflexive-list rsvp rtcp sap scp sla source-route spd ssh subnet-zero tacacs tcp telnet tftp virtual-reassembly"
    " load-sharing options routing vrf"
)
_IPV6 = (
    "cef dhcp flowset host hop-limit icmp mld multicast-routing nd neighbor prefix-list pim source-route unicast-"
    " routing multicast snooping"
)
_OTHERS = (
    "vlan internal", "vlan dot1q", "vlan accounting", "mac address-table", "mac-address-table static",
    "mac-address-table aging-time", "mac-address-table notification", "access-list compiled", "mac access-list",
    "zone security", "switch virtual",
)  # fmt: skip
_TOP_TWO = each(_IP, "ip ") | each(_IPV6, "ipv6 ") | frozenset(_OTHERS)
_TOP_THREE = each("resequence logging log-update persistent helper", "ip access-list ") | {
    "ipv6 access-list log-update"
}

_PORT = each(
    "arp authentication auto autostate bandwidth beacon carrier-delay cdp channel-group channel-protocol clock"
    " dampening delay device-tracking dialer dialer-group dot1x down-when-looped duplex energywise eapol-flow exit"
    " fair-queue flowcontrol framing full-duplex half-duplex history hold-queue isdn keepalive lacp"
    " linecode lldp load-interval"
    " logging mab mac-address macro max-reserved-bandwidth mdix media-type mls mop mtu negotiation network-policy nmsp"
    " no ntp pagp peer physical-layer power ppp pppoe pppoe-client priority-queue qos queue-set random-detect"
    " rcv-queue snmp spanning-tree speed srr-queue storm-control subscriber traffic-shape trust tx-ring-limit txqueue"
    " udld wrr-queue onep cable-length loopback fiber ethernet exit-vrrp track preempt priority timers"
    " exit-address-family pvc protocol encryption access-session tcam-qos ospfv3"
)
_PORT_TWO = each(
    (
        "accounting arp authentication bandwidth-percent broadcast-address cef device dhcp eigrp flow hello-interval"
        " helper-address hold-time igmp information-reply irdp load-sharing local-proxy-arp mask-reply mroute-cache mtu"
        " multicast nbar ospf pim proxy-arp rarp-server redirects rip router route-cache rsvp rtp sap split-horizon"
        " summary-address tcp unreachables virtual-reassembly directed-broadcast flow-cache"
    ),
    "ip ",
) | each(
    (
        "authentication bandwidth-percent cef dhcp eigrp enable flow hello-interval hold-time mld mtu nd ospf pim"
        " redirects rip router summary-address tcp unreachables virtual-reassembly"
    ),
    "ipv6 ",
)


def passed(text: str) -> bool:
    """Whether a line of no depth does not bear on forwarding."""
    words = text.split(None, 3)
    return words[0] in _TOP or " ".join(words[:2]) in _TOP_TWO or " ".join(words[:3]) in _TOP_THREE


def passed_in_interface(text: str) -> bool:
    """The same of a line of an interface."""
    words = text.split(None, 2)
    return words[0] in _PORT or " ".join(words[:2]) in _PORT_TWO
