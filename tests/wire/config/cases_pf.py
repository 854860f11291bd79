"""Small pf rule sets."""

from __future__ import annotations

from tests.wire.config.cases_walls import Packet, verdict

from camcensus.wire.config import pf
from camcensus.wire.config.values import Box

ENDS = ("em1", "em2")


CAMERA = Packet("10.1.0.5", "10.2.0.9", target_port=554)


OUTSIDE = Packet("198.51.100.7", "192.0.2.80", target_port=8554)
HEAD = """# the yard
cam_if = "em1"
core = em2
ifs = "{" $cam_if $core "}"
cams = "10.1/16"
set block-policy drop
set skip on lo0
table <servers> const { 10.2.0.0/24, !10.2.0.128/25, 10.2.0.200 }
table <bad> persist
table <listed> persist file "/etc/pf.list"
scrub in all
"""


def box(rules: str, head: str = HEAD) -> Box:
    return pf.parse(head + rules)


def of_camera(rules: str, packet: Packet = CAMERA, way: tuple[str, str] = ENDS) -> str:
    return verdict(box(rules), *way, packet)
