"""Devices that ask for a login, to play the probes that have one against; and what no step of theirs may show."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.sources.probes.playing import DONE

from camcensus.sources.probes import _login
from camcensus.sources.steps import Accepted, End, Exchange, Login, Refused, Reply, Saw, Script, Step, Target
from camcensus.wire.onvif_read import Read

ADDRESS = "192.0.2.7"
LOGIN = Login(user="inventory", password="correct-horse-battery")  # noqa: S106  # it opens nothing

BASIC = 'WWW-Authenticate: Basic realm="DVR"'
_PAIR = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))')


def target(*ports: int, login: Login | None = LOGIN, seen: tuple[tuple[str, str], ...] = ()) -> Target:
    return Target(
        address=ADDRESS, open=list(ports), login=login, seen=[Saw(field=one, value=value) for one, value in seen]
    )


def answer(body: bytes, status: int = 200, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def challenge(nonce: str = "n1", more: str = "") -> str:
    return f'WWW-Authenticate: Digest realm="r", qop="auth", nonce="{nonce}"{more}'


def path_of(data: bytes) -> str:
    return data.split(b" ", 2)[1].decode()


def header(data: bytes, name: str) -> str:
    head = data.partition(b"\r\n\r\n")[0].decode()
    found = re.search(rf"^{name}: (.*)$", head, re.MULTILINE | re.IGNORECASE)
    return found[1].strip() if found else ""


def digest_is_right(data: bytes, login: Login, nonce: str) -> bool:
    """RFC 7616 with MD5 and ``qop=auth``, worked out apart from the code under test."""
    given = {
        name: re.sub(r"\\(.)", r"\1", quoted) or bare
        for name, quoted, bare in _PAIR.findall(header(data, "Authorization"))
    }
    method, path = data.split(b" ", 2)[0].decode(), path_of(data)

    def md5(text: str) -> str:
        return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    middle = f"{given.get('nonce')}:{given.get('nc')}:{given.get('cnonce')}:auth"
    wanted = md5(f"{md5(f'{login.user}:r:{login.password}')}:{middle}:{md5(f'{method}:{path}')}")
    return given.get("nonce") == nonce and given.get("response") == wanted


@dataclass
class Device:
    """It gives its pages to whoever has the login, with a new nonce for each connection."""

    pages: Mapping[str, bytes]
    login: Login = LOGIN
    closes: bool = False
    """It ends each connection after its answer."""
    answers: Callable[[bytes], bytes] | None = None
    """What it says instead to a request that has the login."""
    nonce: str = "n0"
    failed: int = 0
    asked: list[tuple[str, bool]] = field(default_factory=list)
    """Path, and whether a credential came with it."""

    def __call__(self, step: Step) -> Reply:
        assert isinstance(step, Exchange)
        assert step.credential == bool(header(step.data, "Authorization"))
        self.asked.append((path_of(step.data), step.credential))
        right = digest_is_right(step.data, self.login, self.nonce)
        self.failed += step.credential and not right
        more = ("Connection: close",) if self.closes else ()
        if not right:
            self.nonce = f"n{len(self.asked)}"
            said = answer(b"", 401, challenge(self.nonce), *more)
        elif self.answers is not None:
            said = self.answers(step.data)
        else:
            page = self.pages.get(path_of(step.data))
            said = answer(page or b"", 200 if page is not None else 404, *more)
        if self.closes and right:
            self.nonce = "another connection"
        assert step.whole(said)
        return Reply(end=End.WHOLE, data=said)


def meet(script: Script, device: Callable[[Step], Reply], most: int = 100_000) -> list[Step]:
    """Every step of the script, played against the device."""
    steps: list[Step] = []
    reply: Reply | None = None
    for _ in range(most):
        try:
            step = next(script) if reply is None else script.send(reply)
        except StopIteration:
            return steps
        steps.append(step)
        reply = DONE if isinstance(step, Saw | Accepted | Refused) else device(step)
    raise AssertionError("it did not end")


def shown(steps: list[Step]) -> str:
    """All that is noted or printed of the steps."""
    return "\n".join(repr(step) for step in steps)


def about(steps: list[Step], subject: str) -> list[tuple[str, str]]:
    """Field and value of what was seen of a subject; of the device itself, if it is empty."""
    return [(step.field, step.value) for step in steps if isinstance(step, Saw) and step.about == subject]


def getting(target: Target, *paths: str) -> Script:
    """GET the paths one after the other and note the status of each answer."""
    session = _login.session(target)
    assert session is not None
    for path in paths or ("/a",):
        heard = yield from session.get(path)
        yield Saw(field="x", value="none" if heard is None else f"{heard.status} {session.text(heard.body)}")


def calling(target: Target, *reads: Read) -> Script:
    session = _login.session(target)
    assert session is not None
    for read in reads or (Read.DEVICE_INFORMATION,):
        heard = yield from session.soap("/onvif/device_service", read)
        yield Saw(field="x", value="none" if heard is None else str(heard.status))


def outcome(steps: list[Step]) -> list[str]:
    """What was sent (``?``, with a credential ``!``) and what was made of it, in order."""
    found = []
    for step in steps:
        match step:
            case Exchange():
                found.append("!" if step.credential else "?")
            case Accepted():
                found.append("accepted")
            case Refused():
                found.append("refused")
            case Saw():
                found.append(step.value)
    return found


def fault(code: str) -> bytes:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:ter="http://www.onvif.org/ver10/error">'
        f"<s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>{code}</s:Value></s:Subcode></s:Code>"
        "</s:Fault></s:Body></s:Envelope>"
    ).encode()


NOT_AUTHORIZED = fault("ter:NotAuthorized")
ANSWER = b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><x/></s:Body></s:Envelope>'
