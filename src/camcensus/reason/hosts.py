"""Host names: in one spelling, and whether a name can tell one thing from another at all.

A host name is a name that people or networks give. It is compared by its first label, because DHCP and LLDP give that
alone where a name server gives the whole. A name that says only what a thing is (``ipcam``, ``localhost``), that is
made from an address, or that is a small number, tells nothing apart.
"""

from __future__ import annotations

import re

import polars as pl

FIELDS = ("fact.hostname", "dhcp.hostname", "lease.hostname", "lldp.system_name", "mdns.name")
"""Fields whose value names the host that it is said of."""

_NAME = r"^[\p{L}\p{N}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*\.?$"
"""What a host name looks like; the names of services, which hold spaces, do not."""
_LOCAL = r"\.(?:local|localdomain|lan|home|internal|home\.arpa)$"
"""What every name of a network without a domain of its own ends in."""
_FROM_ADDRESS = re.compile(r"(?:^|[^0-9])(?:[0-9]{1,3}[-_]){3}[0-9]{1,3}(?:$|[^0-9])")

_KINDS = frozenset((
    "localhost", "localdomain", "host", "hostname", "device", "default", "unknown", "none", "null", "na", "test",
    "admin", "android", "linux", "ubuntu", "raspberrypi", "openwrt", "espressif", "dhcp", "client", "pc", "laptop",
    "printer", "cam", "camera", "ipcam", "ipcamera", "ipc", "ipnc", "netcam", "netcamera", "networkcamera",
    "webcam", "cctv", "dome", "domecamera", "bullet", "bulletcamera", "ptz", "speeddome", "fisheye", "onvif",
    "video", "videoserver", "encoder", "dvr", "nvr", "xvr", "hvr", "dvs", "recorder", "networkvideorecorder",
    "digitalvideorecorder", "embeddednetdvr", "doorbell", "intercom", "vto", "vth", "switch", "router", "gateway",
    "hikvision", "dahua", "axis", "uniview", "hanwha", "samsung", "vivotek", "bosch", "tvt", "reolink", "foscam",
    "amcrest", "localcam",
))  # fmt: skip
"""Names under which firmware ships, or which say only what a thing is; with a number behind, they are somebody's."""


def folded(name: pl.Expr) -> pl.Expr:
    """A host name as it is compared: its first label in lower case."""
    return name.str.strip_chars(" .").str.to_lowercase().str.extract(r"^([^.]*)", 1)


def whole(name: pl.Expr) -> pl.Expr:
    """The name with its domain, in lower case; null where it has none."""
    plain = name.str.to_lowercase().str.strip_chars(" .").str.replace(_LOCAL, "")
    return pl.when(plain.str.contains(".", literal=True)).then(plain)


def is_name(name: pl.Expr) -> pl.Expr:
    """Whether a text can be a host name."""
    return name.str.strip_chars().str.contains(_NAME)


def is_common(name: str) -> bool:
    """Whether a folded name is one that firmware ships with, is made from an address, or is a small number."""
    if _FROM_ADDRESS.search(name):
        return True
    plain = [letter for letter in name if letter.isalnum()]
    if not any(letter.isalpha() for letter in plain):
        return len(plain) < 6
    return "".join(plain) in _KINDS
