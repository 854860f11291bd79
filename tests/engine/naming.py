"""What tests of naming files share: knowledge that is loaded once, and files of a few observations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.support import knowledge, sayings

from camcensus.engine import extensions, known, name
from camcensus.knowledge import load
from camcensus.model.identity import Identity
from camcensus.model.reading import Context

HIKVISION = "CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION"
LINES = f"""\
{{"subject": "ip:192.0.2.7", "field": "tls.subject", "value": "{HIKVISION}"}}
{{"subject": "ip:192.0.2.8", "field": "http.title", "value": "Intranet"}}
{{"subject": "ip:192.0.2.7", "field": "register.make", "value": "Annke"}}
"""


@pytest.fixture(scope="module")
def loaded_once() -> Iterator[None]:
    loaded = sayings()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(known, "load", lambda files: knowledge())
        patched.setattr(known, "sayings", lambda given: loaded)
        patched.setattr(load, "read", dict)
        yield


def line(**changes: Any) -> str:
    least = {"subject": "ip:192.0.2.7", "field": "register.make", "value": "Annke"}
    return json.dumps({key: value for key, value in {**least, **changes}.items() if value is not ...})


def named(path: Path) -> list[Identity]:
    return list(name.each(name.from_file(path)))


def of_lines(folder: Path, data: str | bytes) -> list[Identity]:
    path = folder / "o.jsonl"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return named(path)


def carefully(path: Path) -> list[Identity]:
    """The same through the importer, whatever the file looks like."""
    module = extensions.found("importers")["observations-jsonl"].module
    context = Context(body="", realm="", file="", name=path.name, vocabulary=knowledge().vocabulary)
    seen = pl.concat([chunk.observations for chunk in module.read(path, context)])
    return list(name.each(name.name(seen, knowledge(), sayings())))
