from __future__ import annotations

from tests.wire.config.cases_fortios import CAMERA, HEAD, INTERFACES, OBJECTS, box, of_camera, policy
from tests.wire.config.cases_walls import verdict

from camcensus.wire.config import fortios


def test_values_over_several_lines_and_quotes() -> None:
    certificate = (
        'config vpn certificate local\n edit "x"\n set private-key "-----BEGIN\nend\nMIIC\n-----END"\n'
        ' set password ENC abcdef\n next\nend\nconfig system replacemsg mail "partial"\n set buffer "<a href=\\"x\\">\n'
        "it's\nconfig firewall policy\n\"\nend\n"
    )
    found = box(policy(comments='"a \\"door\\"\nof two lines"', name='"it\'s \\"open\\""'), more=certificate)
    assert verdict(found, "cams", "core", CAMERA) == "permit"
    assert found.chains["policy"].rules[-1].name == '1 it\'s "open"'
    assert [one.why.split(" in ")[0] for one in found.unread] == ["it stands"] * 2
    assert "MIIC" not in repr(found)
    assert "abcdef" not in repr(found)


def test_prompts_around_what_was_shown() -> None:
    text = "FGT60F # show firewall policy\n" + f"config firewall policy\n{policy()}end\n" + "\nFGT60F (root) # exit\n"
    found = fortios.parse(text)
    assert not found.unread
    assert not found.knows_routes
    assert verdict(found, "cams", "core", CAMERA) == "permit"


def test_what_is_not_understood_is_told_with_its_line() -> None:
    text = "config firewall new-thing\n edit 1\n next\nend\nconfig firewall empty-thing\nend\n"
    text += INTERFACES + "jump psk abc\nend\n"
    found = fortios.parse(text)
    last = text.count("\n")
    assert [(one.line, one.text) for one in found.unread] == [
        (1, "config firewall new-thing"),
        (last - 1, "jump psk [redacted]"),
        (last, "end"),
    ]


def test_a_file_that_is_cut_says_so() -> None:
    whole = HEAD + INTERFACES + OBJECTS + f"config firewall policy\n{policy()}end\n"
    assert not fortios.parse(whole).unread
    for part in (whole[:-5], whole[: len(HEAD + INTERFACES) - 9], whole + 'config system global\n set alias "x'):
        assert any("end" in one.why or "closed" in one.why for one in fortios.parse(part).unread)
    assert verdict(fortios.parse(HEAD + INTERFACES), "cams", "core", CAMERA) == "unknown"  # no policies stand in it


def test_scripts_move_append_and_delete() -> None:
    deny, accept = policy(1, action="deny"), policy(2)
    assert of_camera(deny, accept, "move 2 before 1\n") == "permit"
    assert of_camera(deny, accept, "delete 1\n") == "permit"
    assert (
        of_camera(policy(1, dstintf='"wan1"').replace("    next", '        append dstintf "core"\n    next'))
        == "permit"
    )
    assert box(deny, "rename 1 to 9\n").unread[0].text == "rename 1 to"
