"""Probes tested as dialogues: the steps a probe takes, and what it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from camcensus.sources.steps import Accepted, End, Refused, Reply, Saw, Script, Step

DONE = Reply(end=End.WHOLE)


def play(script: Script, *answers: Reply) -> list[Step]:
    """Every step of the script, which gets the answers in order; it must take them all and then end."""
    waiting = list(answers)
    steps: list[Step] = []
    reply: Reply | None = None
    while True:
        try:
            step = next(script) if reply is None else script.send(reply)
        except StopIteration:
            break
        steps.append(step)
        if isinstance(step, Saw | Accepted | Refused):
            reply = DONE
        else:
            assert waiting, f"a step too many: {step}"
            reply = waiting.pop(0)
    assert not waiting, f"not asked for: {waiting}"
    return steps


def saws(steps: Iterable[Step]) -> list[tuple[str, str]]:
    """Field and value of what was seen."""
    return [(step.field, step.value) for step in steps if isinstance(step, Saw)]


def asked(steps: Iterable[Step]) -> list[Step]:
    """The steps that send something."""
    return [step for step in steps if not isinstance(step, Saw | Accepted | Refused)]


def whole(data: bytes) -> Reply:
    """A complete answer."""
    return Reply(end=End.WHOLE, data=data)


HOSTILE: tuple[Reply, ...] = (
    *(Reply(end=end) for end in End),
    *(
        Reply(end=End.WHOLE, data=data, certificate=data, packets=(("192.0.2.7", data),))
        for data in (
            b"\0" * 70_000,
            b"\xff" * 3,
            b"HTTP/1.1 200 OK\r\n\r\n" + b"<" * 60_000,
            b"{" * 60_000,
            b"<a>" * 20_000,
        )
    ),
)
"""What any probe must take to any of its steps without an error."""


def survives(make: Callable[[], Script], *, most: int = 60) -> None:
    """Play a probe against each hostile answer to all of its steps: it ends, by itself, in few steps."""
    for answer in HOSTILE:
        script = make()
        reply: Reply | None = None
        for _ in range(most):
            try:
                step = next(script) if reply is None else script.send(reply)
            except StopIteration:
                break
            reply = DONE if isinstance(step, Saw | Accepted | Refused) else answer
        else:
            raise AssertionError(f"it did not end: {answer.end}")
