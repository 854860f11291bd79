"""Checkpoints and proofs in the published forms: what is written is read again, and nothing else is."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import checkpoint as c

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "camcensus.example/log"
KEY = c.Key(name=ORIGIN, public=PRIVATE.public_key().public_bytes_raw())
SIGNED = c.sign(ORIGIN, 7, bytes(32), PRIVATE)
NOTE = SIGNED.note().encode()

GO_KEY = b"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
"""The example of the package golang.org/x/mod/sumdb/note, whose form the C2SP document describes."""


def proof(extra: bytes = b"header") -> c.Inclusion:
    return c.Inclusion(index=3, hashes=(bytes(32), b"\x01" * 32), checkpoint=SIGNED, extra=extra)


CONTINUED = c.Consistency(old=3, hashes=(bytes(32),), checkpoint=SIGNED)


def test_the_form_is_that_of_the_document() -> None:
    lines = NOTE.decode().split("\n")
    assert lines[:4] == [ORIGIN, "7", base64.b64encode(bytes(32)).decode(), ""]
    assert re.fullmatch(rf"— {ORIGIN} [A-Za-z0-9+/]{{91}}=", lines[4])
    assert lines[5:] == [""]


def test_the_published_note_and_key_are_understood() -> None:
    known = c.key(GO_KEY)
    assert (known.name, known.id.hex(), known.line().encode()) == ("PeterNeumann", "c74f20a3", GO_KEY)
    note = c.Checkpoint(
        origin="", size=0, root=b"", text=GO_NOTE, signatures=(("PeterNeumann", base64.b64decode(GO_SIGNATURE)),)
    )
    assert note.signer([known]) == known
    assert (
        c.Checkpoint(origin="", size=0, root=b"", text="x" + GO_NOTE, signatures=note.signatures).signer([known])
        is None
    )


def test_what_is_written_is_read_again() -> None:
    assert c.checkpoint(NOTE) == SIGNED
    assert c.key(KEY.line().encode() + b"\n") == KEY
    for one in (proof(), proof(b"")):
        assert c.inclusion(one.written().encode()) == one
    assert c.consistency(CONTINUED.written().encode()) == CONTINUED
    assert c.consistency(c.Consistency(old=7, hashes=(), checkpoint=SIGNED).written().encode()).hashes == ()


def test_extension_lines_and_other_signatures_stay() -> None:
    text = SIGNED.text + "more\n"
    other = c.Checkpoint(
        origin=ORIGIN, size=7, root=bytes(32), text=text,
        signatures=(("witness.example", b"12345"), (ORIGIN, KEY.id + PRIVATE.sign(text.encode()))),
    )  # fmt: skip
    assert c.checkpoint(other.note().encode()) == other
    assert other.signer([KEY]) == KEY


def test_only_a_key_that_is_known_signs() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert SIGNED.signer([KEY]) == KEY
    assert SIGNED.signer([]) is None
    assert c.sign(ORIGIN, 7, bytes(32), stranger).signer([KEY]) is None
    assert SIGNED.signer([c.Key(name="other", public=KEY.public)]) is None


def test_a_false_signature_of_a_known_key_spoils_the_note() -> None:
    false = (ORIGIN, KEY.id + bytes(64))
    both = c.Checkpoint(origin=ORIGIN, size=7, root=bytes(32), text=SIGNED.text, signatures=(*SIGNED.signatures, false))
    assert both.signer([KEY]) is None


@given(st.integers(0, len(NOTE) - 1), st.integers(0, 7))
def test_no_bit_of_a_checkpoint_may_differ(at: int, bit: int) -> None:
    data = bytearray(NOTE)
    data[at] ^= 1 << bit
    try:
        found = c.checkpoint(bytes(data))
    except ValueError:
        return
    assert found.signer([KEY]) is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty line"),
        (NOTE[:-1], "cut off"),
        (NOTE + b"x\n", "base64|form"),
        (NOTE.replace(b"\n7\n", b"\n07\n"), "number"),
        (NOTE.replace(b"\n7\n", b"\n-7\n"), "number"),
        (NOTE.replace(b"\n7\n", b"\n9999999999999999999\n"), "number"),
        (NOTE.replace(b"\n7\n", b"\n\n"), "three lines"),
        (NOTE.replace(b"AAA=\n", b"AAB=\n"), "odd form"),
        (NOTE.replace(b"AAA=\n", b"\n"), "base64|32 bytes"),
        (NOTE.replace(b"\n7\n", b"\n7\r\n"), "control"),
        (NOTE.replace(b"camcensus", b"\xff"), "utf-8"),
        (SIGNED.text.encode() + b"\n" + SIGNED.note().encode().splitlines(keepends=True)[4] * 65, "more than 64"),
        (b"a" * (c.MAX_BYTES + 1), "longer"),
    ],
)
def test_what_is_not_of_the_form_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        c.checkpoint(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        NOTE,
        proof().written().replace("@v1", "@v2").encode(),
        proof().written().replace("index ", "").encode(),
        proof().written().replace("index 3", "index 3\nAAAA").encode(),
        f"{c.PROOF}\n\n{SIGNED.note()}".encode(),
        c.Inclusion(index=3, hashes=(bytes(32),) * 65, checkpoint=SIGNED).written().encode(),
    ],
)
def test_what_is_no_proof_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        c.inclusion(data)
    with pytest.raises(ValueError, match=r"."):
        c.consistency(data)


@pytest.mark.parametrize(
    "line",
    [b"", b"a+b", b"a b+c74f20a3+ARpc", GO_KEY.replace(b"c74f", b"c74e"), GO_KEY[:-8], GO_KEY.replace(b"+AR", b"+BR")],
)
def test_what_is_no_key_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        c.key(line)


# --- for the fuzzer ---------------------------------------------------------------------------------------------------

SEEDS = [NOTE, proof().written().encode(), CONTINUED.written().encode(), KEY.line().encode()]


# --- witnesses -------------------------------------------------------------------------------------------------------

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
WITNESS = c.Key(name="witness.example/w1", public=OTHER.public_key().public_bytes_raw(), witness=True)
SEEN = c.cosign(SIGNED, WITNESS.name, 1_679_315_147, OTHER)


def test_a_witness_signs_the_time_and_the_text() -> None:
    again = c.checkpoint(SEEN.note().encode())
    assert again.witnessed([WITNESS, KEY]) == [(WITNESS, 1_679_315_147)]
    assert again.signer([KEY]) == KEY
    data = again.signatures[-1][1]
    assert int.from_bytes(data[4:12], "big") == 1_679_315_147
    OTHER.public_key().verify(data[12:], b"cosignature/v1\ntime 1679315147\n" + SIGNED.text.encode())


def test_the_key_of_a_witness_is_another_than_that_of_a_log() -> None:
    assert c.key(WITNESS.line().encode()) == WITNESS
    same = c.Key(name=WITNESS.name, public=WITNESS.public)
    assert same.id != WITNESS.id
    assert SEEN.signer([same]) is None
    assert SEEN.signer([WITNESS]) is None


def test_who_is_not_known_is_no_witness() -> None:
    assert SIGNED.witnessed([WITNESS]) == []
    assert SEEN.witnessed([]) == []
    assert SEEN.witnessed([c.Key(name="other", public=WITNESS.public, witness=True)]) == []


@pytest.mark.parametrize("at", [4, 11, 12, 40, 75])
def test_a_false_signature_of_a_known_witness_is_told(at: int) -> None:
    name, data = SEEN.signatures[-1]
    false = bytearray(data)
    false[at] ^= 1
    with pytest.raises(ValueError, match="is false"):
        replace(SEEN, signatures=((name, bytes(false)),)).witnessed([WITNESS])
    with pytest.raises(ValueError, match="is false"):
        replace(SEEN, signatures=((name, data[:-1]),)).witnessed([WITNESS])


def test_a_witness_who_looks_again_signs_once() -> None:
    again = c.cosign(SEEN, WITNESS.name, 1_679_315_200, OTHER)
    assert len(again.signatures) == 2
    assert again.witnessed([WITNESS]) == [(WITNESS, 1_679_315_200)]
