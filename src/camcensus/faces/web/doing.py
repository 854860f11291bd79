"""What a form has done: by the desk, one thing after another; and where the person goes then."""

from __future__ import annotations

from litestar.response import Redirect

from camcensus.engine.desk import FAILED, Desk, Run, Work
from camcensus.faces.web import drawn
from camcensus.model.access import Person
from camcensus.model.errors import UsageError

SOON = 5.0
PATIENCE = 15.0
"""Seconds that an answer waits for the work; what takes longer is looked at where the runs are."""


def do(desk: Desk, person: Person, what: str, work: Work, patience: float = PATIENCE) -> Run:
    """Have it done; the run, which may not be over yet. Raises what the work raised, if it was that soon."""
    number = desk.ask(person.name, what, work)
    run = desk.wait(number, patience)
    if run.state == FAILED:
        raise run.fault or UsageError("it broke off", mend="tell whoever runs the server")
    return run


def onward(path: str, run: Run, said: str) -> Redirect:
    """Back to where the form stood, or to the run that is not over."""
    there = drawn.address(path, said=said) if run.over else f"/runs/{run.number}"
    return redirect(there)


def begun(desk: Desk, person: Person, what: str, work: Work, patience: float = SOON) -> Redirect:
    """Have it done, and look at the run, which is over by then if that is soon."""
    number = desk.ask(person.name, what, work)
    desk.wait(number, patience)
    return redirect(f"/runs/{number}")


def redirect(path: str) -> Redirect:
    """To another page, after something was sent."""
    return Redirect(path=path, status_code=303)
