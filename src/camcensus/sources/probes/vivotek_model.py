"""Which Vivotek model it is, by the parameter that Vivotek devices tell anybody."""

from __future__ import annotations

import re

from camcensus.sources import pages
from camcensus.sources.probes import _web
from camcensus.sources.steps import Script, Target
from camcensus.wire.url import Url

MOST_READ = 8_192
PATH = "/cgi-bin/anonymous/getparam.cgi?system_info_modelname"

_MARK = re.compile(r"vivotek|vvtk-", re.IGNORECASE)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One GET, only where something seen says Vivotek.

    The answer is ``system_info_modelname='FD8169A'``. Source: HarlemSquirrel/python-vivotek (recorded answers).
    """
    start = _web.start(target) if _web.says(target, _MARK) else None
    if start is None:
        return
    reply = yield _web.get(Url(start.tls, start.host, start.port, PATH), MOST_READ)
    answer = _web.read(reply)
    if answer is not None and answer.status == 200 and b"system_info_modelname" in answer.body[:1_024]:
        yield from pages.body("http.body", answer.body)
