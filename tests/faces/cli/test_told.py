"""Errors become a sentence and an exit code."""

from __future__ import annotations

import json

import pytest
import typer

from camcensus.faces.cli.told import told
from camcensus.model.errors import StoreBusy


@told
def fails(*, json: bool = False) -> None:
    raise StoreBusy("another writes", where="log", mend="wait")


@told
def interrupted() -> None:
    raise KeyboardInterrupt


def test_an_error_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as exit_:
        fails()
    assert exit_.value.exit_code == 2
    assert capsys.readouterr().err == "camcensus: log: another writes. Wait. [store-busy]\n"


def test_an_error_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        fails(json=True)
    assert json.loads(capsys.readouterr().err)["error"]["slug"] == "store-busy"


def test_an_interrupt() -> None:
    with pytest.raises(typer.Exit) as exit_:
        interrupted()
    assert exit_.value.exit_code == 130


def test_a_fault_of_the_program_is_not_hidden() -> None:
    @told
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
