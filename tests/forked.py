"""Our commands in processes of their own that need not load the program first: they are forked from one that has.

`folder` holds a ``camcensus`` that asks for that, to be put first on the path; `command` is the same for a test's own
entry. Each runs with the words, folder, environment and open files of whoever asked. One that is killed takes its
process with it. Tests whose subject is how a command starts run it as it is installed.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[1]
COMMAND = "camcensus.faces.cli.app"
LOADED = (
    COMMAND, "camcensus.engine.assess", "camcensus.engine.gather", "camcensus.engine.publish",
    "camcensus.engine.handover_compare", "camcensus.store.sqlite", "alembic.command", "tests.mishaps",
)  # fmt: skip
"""What is there already."""
_IDLE = ("jemalloc_bg_thd", "polars-ooc-clea")
"""Threads that Polars starts when it is loaded: they sleep, and its allocator is made to be forked."""
_CLIENT = """#!{python} -IS
import array, json, os, signal, socket, sys
here = socket.socket(socket.AF_UNIX)
here.connect({path!r})
asked = json.dumps([{entry!r}, sys.argv, os.getcwd(), dict(os.environ)]).encode()
here.sendmsg([b"%8d" % len(asked)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
here.sendall(asked)
signal.signal(signal.SIGINT, signal.SIG_IGN)
code = int(here.recv(16) or b"70")
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


@cache
def folder() -> Path:
    """Where a ``camcensus`` is that starts at once."""
    return Path(command()).parent


@cache
def command(module: str = COMMAND) -> str:
    """A program that runs `main` of a module."""
    made = _served() / module
    made.mkdir()
    made /= "camcensus"
    made.write_text(_CLIENT.format(python=sys.executable, path=str(_served() / "socket"), entry=module))
    made.chmod(0o700)
    return str(made)


@cache
def _served() -> Path:
    """The folder of the process from which others are forked; it ends when this one does."""
    place = Path(tempfile.mkdtemp(prefix="camcensus-"))
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "OPENBLAS_NUM_THREADS": "1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.forked", str(place)], cwd=ROOT, env=environment, stdin=subprocess.PIPE
    )
    while not (place / "ready").exists():
        assert server.poll() is None, "it could not be started"
        time.sleep(0.05)
    globals()["_kept"] = server  # its input is closed when this process ends, and not before
    return place


def _serve(place: Path) -> None:
    for name in LOADED:
        import_module(name)
    threads = {(one / "comm").read_text().strip() for one in Path("/proc/self/task").iterdir()}
    assert threads <= {*_IDLE, Path("/proc/self/comm").read_text().strip()}, "a process with threads is not forked"
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place / "socket"))
        listener.listen(16)
        (place / "ready").touch()
        while True:
            ready, _, _ = select.select([listener.fileno(), 0], [], [])
            if 0 in ready:
                return
            asked, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _watch(asked)
            asked.close()


def _watch(asked: socket.socket) -> None:
    """Fork what was asked for and say how it ended; whoever asked and is gone has it killed."""
    size, files, _, _ = socket.recv_fds(asked, 8, 3)
    data, piece = b"", b"-"
    while piece and len(data) < int(size):
        piece = asked.recv(1 << 20)
        data += piece
    pid = os.fork()
    if pid == 0:
        asked.close()
        _become(json.loads(data), files)
    ended = os.pidfd_open(pid)
    if ended not in select.select([asked.fileno(), ended], [], [])[0]:
        os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    for number in (*files, 0, 1, 2):
        os.close(number)
    try:
        asked.sendall(b"%d" % code)
    finally:
        os._exit(0)


def _become(asked: list[object], files: list[int]) -> NoReturn:
    module, words, place, environment = asked
    assert isinstance(words, list)
    assert isinstance(environment, dict)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(str(place))
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv[:] = words
    sys.modules["__main__"].__package__ = None  # by which the command line finds out its name
    code: object = 0
    try:
        import_module(str(module)).main()
    except SystemExit as end:
        code = end.code
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)  # to take apart all that was loaded would take longer than the rest


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
