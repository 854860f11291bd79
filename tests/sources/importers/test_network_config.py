"""Configurations into the log: whole, without secrets, with what was not understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import formats
from tests.wire.config.test_iptables import SAVED

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.reading import Chunk
from camcensus.sources.importers import network_config
from camcensus.wire.config import every


def read(path: Path, text: str) -> Chunk:
    path.write_text(text)
    (chunk,) = network_config.read(path, formats.setting(path))
    return chunk


def test_the_text_is_kept_and_what_it_is_of(tmp_path: Path) -> None:
    chunk = read(tmp_path / "hq-fw.rules", SAVED)
    said = dict(chunk.observations.select("field", "value").iter_rows())
    assert (said["config.dialect"], said["config.rules"]) == ("iptables", "10")
    assert "config.name" not in said  # a bare rule set does not name its box
    (text,) = chunk.originals.values()
    assert text.decode() == SAVED.rstrip("\n") or text.decode() == SAVED


def test_secrets_are_taken_out_and_counted(tmp_path: Path) -> None:
    text = SAVED.replace("*raw", "# password hunter2-of-nobody\n*raw")
    chunk = read(tmp_path / "fw.rules", text)
    assert chunk.redacted == 1
    assert b"hunter2" not in b"".join(chunk.originals.values())


def test_what_is_not_understood_is_named_with_its_line(tmp_path: Path) -> None:
    chunk = read(tmp_path / "fw.rules", SAVED.replace("-A cams -p udp", "-X cams -p udp"))
    assert [one.where for one in chunk.remarks if "not understood" in one.what] == ["line 20"]


def test_what_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BrokenInput, match="no dialect"):
        read(tmp_path / "x.conf", "hello")
    monkeypatch.setattr(every, "MAX_BYTES", 3)
    with pytest.raises(HostileInput, match="larger than"):
        read(tmp_path / "x.conf", SAVED)


def test_detect() -> None:
    assert network_config.detect(SAVED.encode())
    assert not network_config.detect(b"Interface Gi0/1 is up")
