"""What replies to searches, overheard, tell of who sent them; who searches says nothing of a camera."""

from __future__ import annotations

import re
from collections.abc import Mapping

from camcensus.sources import replies
from camcensus.sources.captures._said import NOTHING, Datagram, Said, clean, of, speaker, told, written
from camcensus.sources.captures._speech_public import public, unframed
from camcensus.sources.steps import saw
from camcensus.wire import dns, p2p, sadp, ssdp, wsd
from camcensus.wire.discovery import recognise

PORTS: Mapping[int, str] = {
    1757: "bosch",
    1758: "bosch",
    2000: "baichuan",
    2007: "nice",
    2015: "baichuan-p2p",
    2018: "baichuan-p2p",
    2380: "sony",
    3000: "baichuan",
    3600: "360vision",
    5050: "dahua1",
    7701: "hanwha",
    7711: "hanwha",
    8600: "vstarcam",
    8800: "dhp2p",
    9999: "tp-link",
    10000: "vivotek",
    10001: "ubiquiti",
    10669: "panasonic",
    10670: "panasonic",
    20002: "tp-link",
    34569: "xm",
    37020: "sadp",
    37810: "dhip",
}
"""UDP ports of makers' own protocols. Foscam shares Vivotek's, Reolink's way to its servers one of TP-Link's."""

_FIELDS = {"dhip": "dhip.reply", "dahua1": "dahua1.reply", "xm": "xm.reply", "baichuan": "baichuan.reply"}
"""Fields of protocols that have one of their own."""
_FAINT = {"hanwha", "ubiquiti"}
"""Their replies begin with what may begin any packet: they are looked for at their own ports alone."""
_LEAVES = re.compile(rb"\n[ \t]{0,8}nts[ \t]{0,8}:[ \t]{0,8}ssdp:byebye", re.IGNORECASE)

_OF_ONE = re.compile(
    rb"(<(?:[\w.-]{1,40}:)?(?:RelatesTo|MessageID|Uuid)(?:\s[^<>]{0,400})?>)[^<>]{1,200}(?=<)"
    rb"|(\bMessageNumber=[\"'])[0-9]{1,20}(?=[\"'])"
)
"""What tells one answer of WS-Discovery or SADP from the next, and nothing of the device."""

_DIGEST = re.compile(rb"\bPasswordDigest\s{0,4}=", re.IGNORECASE)


def maker(one: Datagram) -> Said:
    """A reply to a maker's search, or a message of a maker's service that leads around routers."""
    for read in (_sadp, _reply, _service):
        try:
            return read(one)
        except ValueError:
            continue
    return NOTHING


def _sadp(one: Datagram) -> Said:
    """Raises `ValueError` if it is another message."""
    sadp.parse(one.data)
    kept, removed = _lasting(one.data)
    return told(of(_sender(one), [saw("sadp.reply", kept.strip(b"\0 \t\r\n"))]), kept, removed)


def _reply(one: Datagram) -> Said:
    """Raises `ValueError` if it is another message."""
    found = recognise.recognise(one.data)
    if found is None or (found[0] in _FAINT and found[0] not in _spoken(one)):
        raise ValueError("not a reply to a search")
    protocol = found[0]
    shown, private = public(protocol, one.data)
    kept, removed = clean(shown)
    if removed:
        kept = unframed(protocol, kept)
    return told(of(_sender(one), [saw(_FIELDS.get(protocol, "vendor.discovery"), kept)]), kept, private + removed)


def _service(one: Datagram) -> Said:
    """The serial numbers in these messages are of the device that is looked for, which may be another than the sender.

    Raises `ValueError` if it is another message.
    """
    found = p2p.recognise(one.data)
    if found is None:
        raise ValueError("not a message of such a service")
    words = [found.protocol, found.parts["message"], found.parts.get("path", "")]
    seen = saw("p2p.message", " ".join(word for word in words if word).encode())
    kept = written(found.protocol, found.parts, "serial", "uid")
    return told(of(_sender(one), [seen]), kept, len(_DIGEST.findall(one.data)))


def _lasting(data: bytes) -> tuple[bytes, int]:
    """An answer in XML without secrets, and without what is of this one answer: who says the same is heard once."""
    kept, removed = clean(data)
    return _OF_ONE.sub(lambda found: found[1] or found[2], kept), removed


def _spoken(one: Datagram) -> set[str]:
    return {PORTS.get(one.source_port, ""), PORTS.get(one.target_port, "")}


def _sender(one: Datagram) -> str:
    return speaker(one.source, one.mac)


def onvif(one: Datagram) -> Said:
    """An answer or announcement by WS-Discovery. Raises `ValueError` if it is none."""
    matches = wsd.matches(one.data)
    kept, removed = _lasting(one.data)
    seen = [seen for match in matches for seen in replies.onvif(match)]
    return told(of(_sender(one), [*seen, replies.onvif_response(kept)]), kept, removed)


def upnp(one: Datagram) -> Said:
    """An answer or announcement by SSDP; one that takes its leave says nothing. Raises `ValueError` if it is none."""
    if _LEAVES.search(one.data):
        return NOTHING
    seen = replies.upnp(ssdp.answer(one.data))
    return told(of(_sender(one), seen), *clean(one.data))


def services(one: Datagram) -> Said:
    """An answer by multicast DNS. Raises `ValueError` if it is no message."""
    seen = replies.services(dns.message(one.data), one.source.partition("%")[0])
    return told(of(_sender(one), seen), *clean(one.data))
