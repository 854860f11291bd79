"""What is sent is taken as it was typed or refused in clear words, and is not lost with a session."""

from __future__ import annotations

import errno
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.datastructures import UploadFile
from tests.faces.web.console import Console, beside, field_of, problem, secret, words
from tests.faces.web.served import WORD

from camcensus.faces.web import forms
from camcensus.faces.web.forms import Form
from camcensus.model.errors import UsageError


def part(name: str, value: bytes, more: str = "") -> bytes:
    return f"--x\r\nContent-Disposition: form-data; name={name}{more}\r\n\r\n".encode() + value + b"\r\n"


MULTIPART = "multipart/form-data; boundary=x"
END = b"--x--\r\n"
BODIES = [
    ("multipart/form-data", b"x"),
    (MULTIPART, b""),
    (MULTIPART, b"x"),
    (MULTIPART, b"--x\r\n"),
    (MULTIPART, part("since", b"\xff\xfe") + END),
    (MULTIPART, part("since", b"y", "\r\nContent-Type: text/plain; charset=bogus") + END),
    (MULTIPART, part("files", b"y", '; filename="a\xff"') + END),
    (MULTIPART, part("files", b"y", "; filename*=bogus''%ff") + END),
    (MULTIPART, part("files", b"y", '; filename=""') + END),
    ("application/x-www-form-urlencoded", b"since=%ff%fe&\xff=\x00&&=&since"),
    ("application/x-www-form-urlencoded", b"&" * 5_000),
    ("application/json", b'{"since": "2026-01-01"}'),
    ("application/json", b"[" * 50_000),
    ("text/plain", b"since=2026-01-01"),
    ("", b"x"),
]


@pytest.mark.parametrize(("kind", "body"), BODIES, ids=range(len(BODIES)))
def test_what_is_no_form_is_refused_in_clear_words(shown: Console, kind: str, body: bytes) -> None:
    headers = {"Content-Type": kind, "X-CSRF-Token": secret(shown.look("Vera", "/me"))}
    answer = shown.client("Vera").post("/changes", content=body, headers=headers)
    assert answer.status_code == 400, words(answer)
    assert "a fault in camcensus" not in answer.text


@given(body=st.binary(max_size=200), kind=st.sampled_from(sorted({kind for kind, _ in BODIES})))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_whatever_is_sent_is_no_fault_of_ours(shown: Console, body: bytes, kind: str) -> None:
    sent = part("since", body) + END if kind == MULTIPART else body
    headers = {"Content-Type": kind, "X-CSRF-Token": "0" * 64}
    assert shown.client("Vera").post("/changes", content=sent, headers=headers).status_code in (400, 403)


def test_too_many_fields_and_too_long_ones_are_refused(shown: Console) -> None:
    many: Any = {f"f{number}": "x" for number in range(forms.MOST_FIELDS)}
    assert "too many fields" in words(shown.send("Vera", "/changes", 400, **many))
    long = shown.send("Vera", "/changes", 400, since="x" * (forms.MOST_TEXT + 1))
    assert f"more than {forms.MOST_TEXT:,} characters" in words(long)
    assert problem(shown.send("Vera", "/changes", 400, since="x" * forms.MOST_TEXT)).startswith("that is no day")


def test_what_was_typed_is_read_as_it_is() -> None:
    form = Form(fields={"name": "  Ada \n", "blank": " \t"}, lists={"name": ("Bob", "  Ada \n")})
    assert (form.text("name"), form.text("none"), form.must("name", "say who")) == ("Ada", "", "Ada")
    for name in ("blank", "none"):
        with pytest.raises(UsageError, match="say who") as refused:
            form.must(name, "say who")
        assert refused.value.where == name


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "me", "/a\\b", "/a\nb",
     "/a\x00", "/\u202e", "/" + "x" * 2_000, "\\\\evil.example", "/\t/evil.example"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(shown: Console, tmp_path: Path, path: str) -> None:
    assert forms.local(path) == "/"
    assert forms.local("/devices?find=a%20b") == "/devices?find=a%20b"


@given(fields=st.dictionaries(st.text(), st.lists(st.text(), min_size=1, max_size=3)))
def test_what_is_carried_through_a_sign_in_comes_out_again(fields: dict[str, list[str]]) -> None:
    assert forms.unpacked(forms.packed(fields)) == fields


@pytest.mark.parametrize(
    "text", ["", "x", "[]", '{"a": "b"}', "1", "null", "[" * 99_999, "1" * 9_999, '{"a":', '"\\ud800']
)
def test_what_is_none_carries_nothing(text: str) -> None:
    assert forms.unpacked(text) is None


@pytest.fixture
def one(shown: Console, tmp_path: Path) -> Console:
    made = beside(shown, tmp_path)
    made.client("Olga")
    return made


def signed_out(one: Console, path: str, *, files: Any = None, **fields: str) -> Any:
    """What is answered to a form that arrives after its session ended."""
    client = one.client("Olga")
    token = secret(one.look("Olga", "/me"))
    client.cookies.clear()
    return client.post(path, data={"csrf": token, **fields}, files=files)


def back_in(one: Console, answer: Any) -> Any:
    """The page after signing in from such an answer."""
    hidden = {name: field_of(answer, name) for name in ("next", "again") if f'name="{name}"' in answer.text}
    return one.client("Olga").post("/sign-in", data={"name": "Olga", "password": WORD, **hidden})


def test_what_was_typed_beside_a_file_is_not_lost_either(one: Console) -> None:
    text = "Dahua IPC-HFW1\n<b>Axis</b> P3245\n"
    quotation = [("file", ("q.csv", b"make,model\n", "text/csv"))]
    answer = signed_out(one, "/purchases", files=quotation, lines=text, note="Stairs")
    assert answer.status_code == 401
    assert "The file you chose has to be chosen again" in words(answer)
    again = back_in(one, answer)
    assert "Send what you typed" in words(again)
    assert field_of(again, "lines").replace("\r\n", "\n") == text
    assert field_of(again, "note") == "Stairs"


def test_what_is_large_is_not_taken_from_nobody_and_that_is_said(one: Console) -> None:
    large = [("files", ("large.pcap", b"x" * (forms.MOST_UNKNOWN + 1), "x"))]
    answer = signed_out(one, "/runs", files=large, realm="hq")
    assert answer.status_code == 401
    assert "Your session has ended. The file you chose has to be chosen again" in words(answer)
    assert back_in(one, answer).url.path == "/runs"
    assert not list((one.home / "served").glob("*"))


def test_a_button_that_was_pressed_is_asked_for_once_more(one: Console) -> None:
    """Where a form has nothing to type there is no page to come back to but that of sending it."""
    for path in ("/runs/judge", "/log/checkpoint", "/sign-out"):
        answer = signed_out(one, path)
        assert answer.status_code == 401
        again = back_in(one, answer)
        assert again.status_code == 200, path
        assert f'action="{path}"' in again.text
        one.clients.clear()


def test_passwords_are_carried_nowhere(one: Console) -> None:
    answer = signed_out(one, "/me/password", old=WORD, password="another three odd words")  # noqa: S106  # made up
    assert answer.status_code == 401
    again = back_in(one, answer)
    for page in (answer, again):
        assert "another three odd words" not in unescape(page.text)
        assert WORD not in unescape(page.text)
    assert "Passwords and files have to be given again" in words(again)


@pytest.mark.parametrize("again", ["[" * 99_999, "[1]", "null", "x"])
def test_what_is_no_form_is_passed_over_at_the_sign_in(one: Console, again: str) -> None:
    asked = {"name": "Olga", "password": WORD, "next": "/me", "again": again}
    assert one.stranger().post("/sign-in", data=asked).url.path == "/me"


@pytest.mark.parametrize(
    ("number", "code", "told"),
    [(errno.ENOSPC, 503, "no room left on the disk; nothing was taken"), (errno.EIO, 500, "a fault in camcensus")],
)
def test_a_full_disk_is_said_while_a_file_arrives(
    one: Console, monkeypatch: pytest.MonkeyPatch, number: int, code: int, told: str
) -> None:
    async def full(upload: UploadFile, data: bytes) -> int:
        await upload.close()
        raise OSError(number, "secret")

    monkeypatch.setattr(UploadFile, "write", full)
    answer = one.send("Olga", "/runs", code, files=[("files", ("large.pcap", b"x", "x"))])
    assert told in words(answer)
    assert "secret" not in answer.text
