from __future__ import annotations

from tests.wire.config.cases_pf import HEAD, OUTSIDE, box, of_camera
from tests.wire.config.cases_walls import verdict

from camcensus.wire.config import pf


def test_what_pfctl_prints() -> None:
    text = """TRANSLATION RULES:
no nat on em0 inet from 10.9.0.0/16 to any
rdr on em0 inet proto tcp from any to 192.0.2.80 port = 8554 -> 10.2.0.9 port 554

FILTER RULES:
@0 scrub in all fragment reassemble
@1(1000000103) block drop in log inet all label "Default deny rule" ridentifier 1000000103
  [ Evaluations: 90        Packets: 12        Bytes: 900         States: 0     ]
  [ Inserted: uid 0 pid 7 State Creations: 0     ]
@2 pass in quick on em0 inet proto tcp from any to 10.2.0.9 port = rtsp flags S/SA keep state label "USER_RULE: video"
STATES:
all tcp 192.0.2.80:554 <- 198.51.100.7:4444       ESTABLISHED:ESTABLISHED
"""
    found = pf.parse(text, "wall")
    assert not found.unread
    assert verdict(found, "em0", "em2", OUTSIDE) == "permit"
    rules = {one.line: one for one in found.chains["in"].rules}
    assert (rules[7].hits, rules[7].name) == (12, "Default deny rule")
    assert rules[10].name == "USER_RULE: video"
    assert not found.knows_routes


def test_lines_that_are_continued_macros_and_comments() -> None:
    rules = (
        'ports = "{ rtsp, \\\n 8554 }" # two\nall_of = "from" $cams "to any port" $ports\n'
        'block in all # "pass all"\npass in quick on em1 proto tcp \\\n   $all_of label "a # b"\n'
    )  # fmt: skip
    assert of_camera(rules) == "permit"
    found = box(rules)
    assert found.chains["in"].rules[2].line == HEAD.count("\n") + 5
    assert found.chains["in"].rules[2].name == "a # b"
    assert box("pass on $nowhere\n").unread[0].why == "a macro of it is not known"
    assert of_camera("pass all\nblock on $nowhere\n") == "unknown"
