"""Errors as one sentence on standard error, with the exit code that the documentation promises."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

P = ParamSpec("P")
R = TypeVar("R")

BAD_INPUT = 2
INTERRUPTED = 130


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command; an error of ours becomes a sentence and exit code 2, an interrupt exit code 130."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from camcensus.model.errors import CamcensusError  # noqa: PLC0415  # keeps --help light

        try:
            return command(*args, **kwargs)
        except CamcensusError as fault:
            _say(fault, as_json=bool(kwargs.get("json")))
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            typer.echo("camcensus: stopped; nothing half-written remains", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            sys.stderr.close()  # the reader has gone: there is nobody to tell
            raise typer.Exit(0) from None

    return run


def _say(fault: object, *, as_json: bool) -> None:
    slug = getattr(fault, "slug", "error")
    if as_json:
        parts = {name: getattr(fault, name, "") for name in ("what", "where", "mend")}
        typer.echo(json.dumps({"error": {"slug": slug, **parts}}), err=True)
    else:
        typer.echo(f"camcensus: {fault} [{slug}]", err=True)
