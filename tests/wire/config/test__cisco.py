"""Lines of Cisco configurations: what is one, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire.config._cisco import MAX_LINES, Line, Words, blocks, kept, lines
from camcensus.wire.config.values import MAX_TEXT, Unread


def texts(text: str, *, banners: bool = True) -> list[str]:
    return [one.text for one in lines(text, banners=banners) if isinstance(one, Line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n!\n!b\n\n c", ["a", "c"]),
        ("a\r\n b\r\n", ["a", "b"]),
        ("banner motd ^C hello ^C\na", ["a"]),
        ("banner login #\nip route x\n bye #\na", ["a"]),
        ("banner motd \x03\nb\n\x03\na", ["a"]),
        ("r1#show running-config\na\nr1#", ["a"]),
        ("r1>show clock\n10:00\nr1#sh run\na", ["a"]),
        ("r1(config)#interface Vlan1\nr1(config-if)#shutdown", ["interface Vlan1", "shutdown"]),
        (
            "-------- show clock --------\nx\n-------- show running-config --------\na",
            ["a"],
        ),
        (" --More-- \x08\x08\x08\x08 a", ["a"]),
        ("\tb", ["b"]),
    ],
)
def test_what_says_something_is_a_line(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_banner_without_an_end_hides_nothing_and_is_told() -> None:
    found = list(lines("banner motd ^C hello\nip route x"))
    assert found == [Unread(line=1, text="banner", why="the banner has no end"), Line(2, 0, "ip route x")]
    assert texts("banner motd # a\nb #", banners=False) == ["banner motd # a", "b #"]


def test_many_banners_without_an_end_cost_no_more_than_their_lines() -> None:
    assert len(list(lines("\n".join(f"banner motd {chr(200 + n)}" for n in range(3000))))) == 3000


def test_a_block_is_a_line_with_those_deeper_below_it() -> None:
    unread: list[Unread] = []
    found = list(blocks(lines(" lost\na\n b\n  c\nd\nbanner motd ^C"), unread))
    assert [(one.head.text, [line.text for line in one.under]) for one in found] == [
        ("lost", []), ("a", ["b", "c"]), ("d", [])
    ]  # fmt: skip
    assert [one.line for one in unread] == [6]


def test_a_file_of_too_many_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        list(lines("\n" * MAX_LINES))


def test_words_come_one_after_the_other() -> None:
    words = Words("a b c d")
    assert (words.next, words.ahead(1), words.ahead(9), words.take()) == ("a", "b", "", "a")
    assert words.skips("b", "c")
    assert not words.skips("b")
    assert (words.rest(), bool(words), words.next) == ("d", False, "")
    with pytest.raises(ValueError, match="cut"):
        words.take()


def test_a_kept_line_has_no_secret_and_an_end() -> None:
    assert "hush" not in kept("enable secret 5 hush")
    assert len(kept("x" * 9_999)) == MAX_TEXT


@given(st.text())
def test_any_text_has_lines(text: str) -> None:
    assert all(one.line >= 1 if isinstance(one, Unread) else one.text for one in lines(text))
