"""The picture of paths: every box and rule, dashed where it is not known, and nothing that could act."""

from __future__ import annotations

from lxml import etree

from camcensus.model.separation import Said, Separation, Side, Step, Traced
from camcensus.report import _path

RULE = Said(box="fw", chain="f", line=7, text="accept web")


def drawn(*paths: Traced, answer: str = "path-permitted", **more: object) -> etree._Element:
    side = Side(source=("10.1.0.0/24",), target=("10.2.0.0/24",), answer=answer, paths=paths, **more)  # type: ignore[arg-type]
    other = Side(source=("10.2.0.0/24",), target=("10.1.0.0/24",), answer="closed", closed_by=((RULE, 3),))
    return etree.fromstring(_path.picture(Separation(outward=side, back=other, boxes=())).encode())


def path(**more: object) -> Traced:
    step = Step(box="fw", incoming="cam", outgoing="core", rules=(RULE,))
    given: dict[str, object] = {
        "source": ("10.1.0.5",), "target": ("10.2.0.9",), "services": "tcp 443", "steps": (step,), **more,
    }  # fmt: skip
    return Traced(**given)  # type: ignore[arg-type]


def words(root: etree._Element) -> str:
    return " | ".join(text.text or "" for text in root.iter("{*}text"))


def test_each_box_is_drawn_with_its_rules() -> None:
    said = words(drawn(path()))
    for part in ("10.1.0.5", "tcp 443", "fw: cam to core", "fw, line 7: accept web", "10.2.0.9", "a path is permitted"):
        assert part in said
    assert "stopped by fw, line 7" in said  # of the way back


def test_what_may_be_is_dashed_and_said_so() -> None:
    root = drawn(path(doubts=(Said(box="fw", line=9, text="odd"),)), answer="unknown", missing=("a line",))
    assert root.xpath("//*[@stroke-dasharray]")
    assert "may fit: fw, line 9: odd" in words(root)
    assert not drawn(path()).xpath("//*[@stroke-dasharray]")


def test_one_network_and_nat() -> None:
    assert "nothing stands between" in words(drawn(path(steps=())))
    assert "10.9.9.9" in words(drawn(path(translated=("10.9.9.9",))))


def test_many_paths_are_counted() -> None:
    assert "and 12 more paths" in words(drawn(*[path()] * (_path.PATHS + 12)))


def test_names_are_words_and_no_markup() -> None:
    hostile = "</text><script>alert(1)</script>" + "x" * 900
    step = Step(box=hostile, incoming=hostile, outgoing="", rules=(Said(box=hostile, line=1, text=hostile),))
    root = drawn(path(source=(hostile,), services=hostile, steps=(step,)))
    assert {etree.QName(one).localname for one in root.iter()} == {"svg", "title", "text", "rect", "path"}
