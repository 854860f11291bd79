"""``camcensus serve``: the real command, asked over the network of this machine alone."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import forked
from tests.workspaces import make
from typer.testing import CliRunner

from camcensus.faces.cli.app import app

COMMAND = Path(sys.executable).with_name("camcensus")
WORD = "three odd words"


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of one that runs, and the invitation that it printed."""
    home = make(tmp_path_factory.mktemp("home"))
    subprocess.run([forked.command(), "read", home / "register.csv", "--home", home], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(COMMAND), "serve", "--home", str(home), "--port", str(port), "--as-of", "2026-11-23"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        assert running.stdout is not None
        lines = [running.stdout.readline() for _ in range(3)]
        assert "at http://127.0.0.1:" in lines[2], lines
        for _ in range(100):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/api/v1", lines[1].strip()
        running.send_signal(signal.SIGINT)
        assert "Traceback" not in running.stdout.read()
        assert running.wait(20) in (0, 130)


def asked(url: str, token: str = "", **body: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    method = "POST" if body else "GET"
    answer = httpx.request(method, url, json=body or None, headers=headers, timeout=20, trust_env=False)
    return answer.status_code, answer.json()


def test_from_the_first_invitation_to_the_register(answering: tuple[str, str]) -> None:
    url, invitation = answering
    assert asked(f"{url}/devices")[0] == 401
    assert asked(f"{url}/accounts", secret=invitation, name="Ada", password=WORD) == (
        201, {"name": "Ada", "role": "administrator"},
    )  # fmt: skip
    assert asked(f"{url}/accounts", secret=invitation, name="Eve", password=WORD)[0] == 403
    code, given = asked(f"{url}/tokens", name="Ada", password=WORD, label="x", role="administrator")
    assert code == 201
    code, told = asked(f"{url}/devices", given["token"])
    assert (code, "do not see the register" in told["error"]) == (403, True)
    assert asked(f"{url}/tokens", name="Ada", password="x" * 20, label="x", role="administrator")[0] == 403


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "others could read tokens"), (["--host", "::"], "others could read tokens"),  # noqa: S104
        (["--host", "example"], "is no address"), (["--tls-cert", "x"], "go together"),
        (["--tls-cert", "x", "--tls-key", "y"], "no such file"),
    ],
)  # fmt: skip
def test_what_would_be_read_on_the_way_is_refused(tmp_path: Path, words: list[str], said: str) -> None:
    found = CliRunner().invoke(app, ["serve", "--home", str(make(tmp_path)), *words])
    assert (found.exit_code, said in found.output) == (2, True)
