"""Every parser of what strangers send: those of wire, of captures, and how files are told apart."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import partial

from camcensus.model.errors import InputError
from camcensus.sources import captures, importers
from fuzz import seeds
from fuzz.judge import LARGEST
from fuzz.targets import MESSAGE, Target, adapted, sample, wire

_NETFLOW = (
    "netflow.walk:Walker.feed netflow.packets:head netflow.packets:begins netflow.packets:set_head netflow.templates:v9"
    " netflow.templates:v9_options netflow.templates:ipfix netflow.templates:ipfix_options"
    " netflow.templates:Template.fixed netflow.templates:Template.columns"
)
_BLOCKS = (
    " capture.columns:windows capture.columns:numbers capture.link:read capture.headers:read capture.arps:read"
    " capture.headers:Addresses.numbers"
)
_MAKERS = (
    "baichuan", "bosch", "dahua1", "dhip", "foscam", "hanwha", "nice", "panasonic", "sony", "tplink", "tvt", "ubiquiti",
    "vision360", "vivotek", "vstarcam", "xm",
)  # fmt: skip

_FIREWALLS = ("asa", "fortios", "ios", "iptables", "nft_json", "nft_text", "panos", "pf")
"""Dialects of `wire.config`."""

_BINARY = {"pcap": "classic_captures", "pcapng": "newer_captures", "flow-export": "exports"}
"""Formats whose reading is tried too, and their seeds."""

WIRE = (
    wire("addresses", "number span", "normalise scan_target covered", text=True),
    wire("arp", "parse"),
    wire("banners", "", "telnet reply"),
    adapted("adapters:body", "bodies:found bodies:unpacked", longest=MESSAGE),
    wire("canonical", "decode", begins="canonical_values"),
    wire("cdp", "parse"),
    wire("certificate", "read", longest=MESSAGE),
    wire("certificate", "names", name="certificate.names", text=True),
    wire("checkpoint", "key checkpoint inclusion consistency", longest=MESSAGE),
    adapted("adapters:without_credentials", "credentials:body", longest=MESSAGE),
    adapted("adapters:credentials_of_text", "credentials:text credentials:header credentials:target", text=True),
    *(wire(f"config.{one}", "parse", text=True, longest=MESSAGE) for one in _FIREWALLS),
    *(wire(f"config.{one}", "", "detect", name=f"config.{one}.detect") for one in _FIREWALLS),
    wire("config.every", "", "told text", longest=MESSAGE),
    wire("config.redacted", "", "strip", longest=MESSAGE, text=True),
    wire("dahua_cgi", "system remote_devices titles", longest=MESSAGE),
    adapted("adapters:dahua_recorder", "dahua_cgi:remote_devices dahua_cgi:with_titles", firm=True, longest=MESSAGE),
    wire("dhcp", "parse"),
    wire("dhcpv6", "parse", "duid_mac name"),
    adapted("adapters:login", "digest:choose digest:authorization", text=True),
    wire("dns", "message"),
    adapted("adapters:names_in", "dns:name_at dns:spelled", firm=True),
    wire("dns_answers", "parse"),
    adapted("adapters:reassembled", "fragments:Reassembly.add", begins="fragments"),
    adapted("adapters:streams", "heads:head heads:messages", longest=MESSAGE),
    wire("http", "answer parted body", "whole persistent", longest=MESSAGE),
    adapted("adapters:headers_of_text", "http:challenge http:cookie_names", text=True),
    wire("isapi", "device_type proxies inputs states", "is_unsupported", longest=MESSAGE),
    adapted("adapters:hikvision_recorder", "isapi:with_states channels:as_facts", firm=True, longest=MESSAGE),
    wire("jpeg", "plain", longest=MESSAGE),
    wire("lldp", "parse"),
    wire("macs", "", "normalise", text=True),
    wire("murmur", "", "murmur3 favicon"),
    wire("ndp", "parse"),
    adapted("adapters:exported", _NETFLOW, longest=MESSAGE, begins="exports"),
    adapted("adapters:export_detect", "netflow.packets:detect", longest=MESSAGE, begins="exports"),
    wire("netlink", "ended neighbours addresses"),
    wire("octets", "", "text readable mac ip"),
    wire("onvif", "", "scopes endpoint rtsp_path", text=True),
    wire("onvif_read", "video_sources source_names", longest=MESSAGE),
    adapted("adapters:onvif_sources", "onvif_read:listing channels:as_facts", firm=True, longest=MESSAGE),
    adapted("adapters:onvif_is_answer", "onvif_read:is_answer", longest=MESSAGE),
    adapted("adapters:onvif_places", "onvif_read:device_service onvif_read:media_path", text=True, longest=MESSAGE),
    wire("outlines", "read", begins="outlines"),
    wire("p2p", "", "recognise"),
    wire("page", "", "text title icon refresh", longest=MESSAGE),
    wire("redact", "", "text", text=True),
    wire("rtp", "packet report"),
    adapted("adapters:media", "rtp:frames rtp:after_frames rtp:presence", longest=MESSAGE),
    wire("rtsp", "", "whole", longest=MESSAGE),
    wire("sadp", "parse address"),
    wire("sdp", "lines"),
    wire("snmp", "whole"),
    adapted(
        "adapters:snmp_answer",
        "snmp:answer snmp:response snmp:bindings snmp:value snmp:number snmp:inside snmp:elements",
        firm=True,
        begins="snmp_answers",
    ),
    wire("snmp_seen", "parse"),
    wire("soap", "answered", "is_challenge device_time", longest=MESSAGE),
    wire("ssdp", "answer"),
    wire("structured", "pairs xml_pairs json_pairs line_pairs", longest=MESSAGE),
    wire("stun", "parse", "detect"),
    wire("tls_records", "read", "detect", longest=MESSAGE),
    wire("toml", "parse", text=True),
    adapted("adapters:pages", "url:resolve", text=True, firm=True),
    adapted("adapters:snmp_engine", "usm:engine usm:answer", firm=True),
    adapted("adapters:snmp_secured", "usm:answer usm:late", begins="snmp_answers"),
    wire("wsd", "matches"),
    adapted("adapters:xml_leaves", "xml:leaves", firm=True, longest=MESSAGE),
    adapted("adapters:xml_records", "xml:records", firm=True, longest=MESSAGE),
    adapted("adapters:zeek_heading", "zeek:detect zeek:read zeek:unescape", text=True, begins="zeek_logs"),
)
DISCOVERY = (
    *(wire(f"discovery.{maker}", "parse", "detect") for maker in _MAKERS),
    wire("discovery.baichuan", "unveiled", name="discovery.baichuan.unveiled", begins="veiled"),
    *(
        wire(f"discovery.{one}", "", "public", name=f"discovery.{one}.public")
        for one in ("bosch", "tplink", "vstarcam")
    ),
    wire("discovery.recognise", "", "recognise"),
    adapted("adapters:reolink", "discovery.baichuan:parse", firm=True),
    adapted("adapters:kasa", "discovery.tplink:parse", firm=True),
    adapted("adapters:discovery_parts", "discovery.parts:text discovery.parts:json_object discovery.parts:elements"),
)
CAPTURES = (
    adapted(
        "columns:classic_blocks",
        "capture.pcap:header capture.pcap:packets capture.pcap:resume" + _BLOCKS,
        firm=True,
        longest=MESSAGE,
        begins="classic_captures",
    ),
    adapted(
        "columns:newer_blocks",
        "capture.pcapng:section capture.pcapng:packets capture.pcapng:resume" + _BLOCKS,
        firm=True,
        longest=MESSAGE,
        begins="newer_captures",
    ),
    adapted("columns:links", _BLOCKS, longest=MESSAGE, begins="link_frames"),
    adapted("speech:spoken", "", begins="datagrams"),
    adapted("speech:streamed", "heads:messages", longest=MESSAGE, begins="streams"),
)


def _readers() -> Iterator[tuple[str, str]]:
    """(id, module) of everything that reads a file."""
    for package in (importers, captures):
        for info in pkgutil.iter_modules(package.__path__):
            if not info.name.startswith("_"):
                yield info.name.replace("_", "-"), f"{package.__name__}.{info.name}"


def _detect(name: str, module: str) -> Target:
    """How a format is told: it is asked of every file, and never raises."""
    fixtures = partial(seeds.of_format, name, module, LARGEST)
    begins = sample(_BINARY[name]) if name in _BINARY else fixtures
    return Target(name=f"detect.{name}", soft=(f"{module}:detect",), longest=LARGEST, seeds=begins)


def _read(name: str) -> Target:
    """A whole file."""
    path = f"fuzz.files:read_{name.replace('-', '_')}"
    return Target(name=f"read.{name}", firm=(path,), refuses=InputError, longest=MESSAGE, seeds=sample(_BINARY[name]))


FILES = (*(_detect(*one) for one in sorted(_readers())), *map(_read, _BINARY))

TARGETS = {one.name: one for one in (*WIRE, *DISCOVERY, *CAPTURES, *FILES)}
"""All of them by name."""
