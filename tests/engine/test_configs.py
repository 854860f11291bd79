"""Files of configurations into boxes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.wire.config.test_iptables import SAVED
from tests.wire.config.test_nft_json import PRINTED
from tests.wire.config.test_nft_text import LISTED

from camcensus.engine import configs
from camcensus.model.errors import BrokenInput, HostileInput, InputError, UnknownFormat
from camcensus.wire.config import every

SAMPLES = {"a.rules": SAVED, "b.nft": LISTED, "c.json": PRINTED}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_dialect_tells_itself(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(SAMPLES[name])
    box = configs.read(tmp_path / name)
    assert box.name == name[0]
    assert sum(one.detect(SAMPLES[name].encode()) for one in every.dialects()) == 1


def test_other_encodings(tmp_path: Path) -> None:
    for data in (
        LISTED.encode("utf-16"),
        LISTED.encode("utf-8-sig"),
        LISTED.replace("recorder", "t\xfcr").encode("latin-1"),
    ):
        (tmp_path / "x.nft").write_bytes(data)
        if data[:2] != b"\xff\xfe":  # what tells a dialect is told of bytes that are text
            assert configs.read(tmp_path / "x.nft").chains


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        configs.read(tmp_path / "gone")
    (tmp_path / "x").write_text("hello")
    with pytest.raises(UnknownFormat, match="no configuration"):
        configs.read(tmp_path / "x")
    (tmp_path / "y").write_text('{"nftables": []}')
    with pytest.raises(BrokenInput, match="no table"):
        configs.read(tmp_path / "y")
    monkeypatch.setattr(every, "MAX_BYTES", 3)
    with pytest.raises(HostileInput, match="larger than"):
        configs.read(tmp_path / "x")


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "fw.nft").write_text(LISTED)
    with pytest.raises(InputError, match="two files speak of 'fw'"):
        configs.together([tmp_path / "a" / "fw.nft", tmp_path / "b" / "fw.nft"])


def test_secrets_are_taken_out_before_anything_is_read(tmp_path: Path) -> None:
    text = LISTED.replace("ct state established", "password hunter2-of-nobody\n\t\tct state established")
    (tmp_path / "fw.nft").write_text(text)
    box = configs.read(tmp_path / "fw.nft")
    said = [rule.text for chain in box.chains.values() for rule in chain.rules] + [one.text for one in box.unread]
    assert any("password" in one for one in said)
    assert not any("hunter2" in one for one in said)
