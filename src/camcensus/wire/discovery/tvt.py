"""TVT (Shenzhen TVT, and the many labels it makes for): one ``item`` of XML about a device on the local network.

A TVT recorder that searches its network lists what it found so; how it asks over UDP is in no source. The item:

``<item><ip>..</ip><port>9008</port><httpPort>80</httpPort><mac>..</mac><protocolType>TVT_IPCAMERA</protocolType>
<manufacturer>TVT</manufacturer><productModel>..</productModel><serialNum>..</serialNum><devType>..</devType></item>``

alone or in the recorder's whole answer, if that holds one item only: several devices are several replies. An item whose
``protocolType`` does not begin with ``TVT`` (``ONVIF``) is another maker's device and is refused.
Keys of its own: ``protocol``, ``activated`` (``ACTIVATED`` and the like, as written).

Source: dannielperez/pytvt, tests/test_nvr_api.py (an edited answer of a real recorder).
"""

from __future__ import annotations

from camcensus.wire.discovery import parts

_PROTOCOL = "TVT"


def detect(data: bytes) -> bool:
    """Whether `data` looks as such a reply does."""
    head = data[: parts.MAX_PACKET].lstrip()
    return head[:1] == b"<" and b"<protocolType>TVT" in head


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, b"", 2)
    items = [parts.leaves(one) for one in parts.elements(data, "{*}item")]
    if len(items) != 1 or not parts.word(items[0], "protocolType").startswith("TVT"):
        raise ValueError("not a TVT reply: it does not tell of one device of that protocol")
    item = items[0]
    return parts.said(
        mac=parts.word(item, "mac"),
        ip=parts.word(item, "ip"),
        mask=parts.word(item, "mask"),
        gateway=parts.word(item, "gateway"),
        model=parts.word(item, "productModel"),
        manufacturer=parts.word(item, "manufacturer"),
        serial=parts.word(item, "serialNum"),
        device_type=parts.word(item, "devType"),
        protocol=parts.word(item, "protocolType"),
        port=parts.word(item, "port"),
        http_port=parts.word(item, "httpPort"),
        activated=parts.word(item, "activateStatus"),
    )
