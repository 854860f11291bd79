"""Which Axis product it is, by the properties that Axis devices tell without a login."""

from __future__ import annotations

import re

from camcensus.sources import pages
from camcensus.sources.probes import _web
from camcensus.sources.steps import Exchange, Script, Target
from camcensus.wire import http

MOST_READ = 16_384
PATH = "/axis-cgi/basicdeviceinfo.cgi"
QUESTION = b'{"apiVersion":"1.0","method":"getAllUnrestrictedProperties"}'

_MARK = re.compile(
    r"\bAXIS_[0-9A-F]{12}\b|\bAXIS (?:[A-Z]\d{3,4}|\d{3,4}[A-Z]?)\b|org/name/AXIS\b|"
    r"(?i:\baxis-[0-9a-f]{12}\b|\baxis communications\b|_axis-(?:video|nvr)\b|axis-com:service|/axis-(?:cgi|media)/)"
)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One POST, only where something seen bears a mark of Axis: its protocol reads by POST.

    From AXIS OS 8.40 on; the owner can switch it off, and then the answer is 401. Source: Axis VAPIX, Basic device
    information (getAllUnrestrictedProperties) and Basic Device Info API (allowAnonymous, on as delivered).
    """
    start = _web.start(target) if _web.says(target, _MARK) else None
    if start is None:
        return
    headers = (("Content-Type", "application/json"),)
    data = http.request("POST", PATH, start.authority, headers=headers, body=QUESTION)
    reply = yield Exchange(port=start.port, data=data, whole=http.whole, tls=start.tls, most=MOST_READ)
    answer = _web.read(reply)
    if answer is not None and answer.status == 200 and answer.body.lstrip().startswith(b"{"):
        yield from pages.body("http.body", answer.body)
