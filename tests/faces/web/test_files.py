"""Styles and scripts come from memory, whole, under names that change with them; nothing else comes from there."""

from __future__ import annotations

from importlib.resources import files as packaged

import pytest
from tests.faces.web.console import Console

from camcensus.faces.web import front_end
from camcensus.faces.web.files import FOREVER, Files

OWN = ("console.css", "console.js", "mark.svg")


@pytest.fixture(scope="module")
def held() -> Files:
    return Files(front_end.served())


def test_each_file_is_served_as_it_lies_in_the_package(shown: Console, held: Files) -> None:
    browser = shown.stranger()
    own = packaged("camcensus.faces.web") / "own"
    expected = {name: (own / name).read_bytes() for name in OWN}
    expected |= {name: part.data for name, part in front_end.served().items()}
    expected["bars.css"] = (packaged("camcensus.report") / "templates" / "bars.css").read_bytes()
    for name, data in expected.items():
        plain = browser.get(held.address(name), headers={"Accept-Encoding": "identity"})
        packed = browser.get(held.address(name), headers={"Accept-Encoding": "gzip"})
        assert plain.content == packed.content == data, name
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["cache-control"] == FOREVER
        assert packed.headers["vary"] == "Accept-Encoding"
        assert packed.headers["x-content-type-options"] == "nosniff"
    kinds = {name: browser.get(held.address(name)).headers["content-type"].partition(";")[0] for name in OWN}
    assert kinds == {"console.css": "text/css", "console.js": "text/javascript", "mark.svg": "image/svg+xml"}


def test_the_address_changes_with_any_of_them(held: Files) -> None:
    parts = dict(front_end.served())
    parts["htmx.js"] = front_end.part_of("htmx.js", parts["htmx.js"].data + b"\n")
    other = Files(parts)
    key = held.address("console.css").split("/")[2]
    assert other.address("console.css") != held.address("console.css")
    assert other.find(key, "console.css") is None
    assert held.find(key, "console.css") is not None
    assert Files(front_end.served()).address("console.css") == held.address("console.css")
    with pytest.raises(KeyError):
        held.address("secret.txt")


def test_nothing_else_is_there(shown: Console, held: Files) -> None:
    browser = shown.stranger()
    key = held.address("console.css").split("/")[2]
    for path in (
        f"/files/{key}/app.py", f"/files/{key}/..%2fapp.py", f"/files/{key}/%2e%2e/%2e%2e/app.py", f"/files/{key}/",
        f"/files/{key}/manifest.json", f"/files/{key}/console.css%00", "/files/0000000000000000/console.css",
        "/files//console.css", f"/files/{key}/../../../etc/passwd",
    ):  # fmt: skip
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert "import" not in answer.text
