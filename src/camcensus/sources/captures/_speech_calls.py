"""What programs for calls and streams call themselves: SIP, STUN and RTCP."""

from __future__ import annotations

from camcensus.sources.captures._said import NOTHING, Datagram, Said, speaker, stated, told, written
from camcensus.wire import heads, rtp, stun
from camcensus.wire.heads import Head, Kind

_SIP = (Kind.SIP_REQUEST, Kind.SIP_ANSWER)


def calls(one: Datagram) -> Said:
    """SIP."""
    return of_call(heads.head(one.data, one.target_port), speaker(one.source, one.mac))


def of_call(head: Head, subject: str) -> Said:
    """What a message of SIP tells of who sent it: nothing where somebody else may have passed it on.

    Who passes it on puts a ``Via`` of its own before the first one, and mostly asks to stay in between
    (RFC 3261, sections 16.6 and 16.12.1).
    """
    if head.kind not in _SIP:
        return NOTHING
    passed = [*head.of("via"), *head.of("v")]
    agents = [*head.of("user-agent"), *head.of("server")]
    if len(passed) > 1 or "".join(passed).upper().count("SIP/2.0/") > 1 or head.of("record-route") or not agents:
        return NOTHING
    said = {"kind": str(head.kind), "method": head.method, "status": head.status, "agent": agents[0]}
    return told(stated(subject, {"sip.user_agent": agents[0]}), written("sip", said), head.removed)


def relays(one: Datagram) -> Said:
    """STUN. Raises `ValueError` if it is none."""
    message = stun.parse(one.data)
    said = stated(speaker(one.source, one.mac), {"stun.software": message.software})
    return told(said, written("stun", message, "transaction"))


def reports(one: Datagram) -> Said:
    """RTCP. Its sender's name, which may be that of a person, is left. Raises `ValueError` if it is none."""
    report = rtp.report(one.data)
    said = stated(speaker(one.source, one.mac), {"rtp.tool": report.tool})
    return told(said, written("rtcp", {"tool": report.tool}))
