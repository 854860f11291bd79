"""Time stamps by a real authority: one that openssl runs for the test, with a chain of its own."""

from __future__ import annotations

import builtins
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from camcensus.engine import stamps
from camcensus.model.errors import InputError, UsageError

OPENSSL = shutil.which("openssl")
DATA = b"camcensus/0123456789abcdef\n14\nAAAA\n"
CONFIG = """
[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
dir = .
serial = tsa.serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
[ root ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[ stamping ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def openssl(folder: Path, *words: str) -> None:
    assert OPENSSL is not None
    subprocess.run([OPENSSL, *words], cwd=folder, check=True, capture_output=True, timeout=60)


pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not here: no time stamp was checked")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "tsa.serial").write_text("01\n")
    for name, subject in (("root", "/CN=Example Root"), ("tsa", "/O=Example/CN=Example Time Stamps")):
        openssl(folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject)  # fmt: skip
    sign = ["x509", "-req", "-days", "30", "-extfile", "tsa.cnf", "-set_serial"]
    openssl(folder, *sign, "1", "-in", "root.csr", "-signkey", "root.key", "-out", "root.pem", "-extensions", "root")
    openssl(folder, *sign, "2", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-out", "tsa.pem",
            "-extensions", "stamping")  # fmt: skip
    return folder


def answered(authority: Path, data: bytes) -> bytes:
    (authority / "q.tsq").write_bytes(stamps.request(data))
    openssl(authority, "ts", "-reply", "-queryfile", "q.tsq", "-out", "r.tsr", "-config", "tsa.cnf")
    return (authority / "r.tsr").read_bytes()


def test_an_authority_s_answer_says_when(authority: Path) -> None:
    before = datetime.now(UTC)
    when = stamps.stamped(DATA, answered(authority, DATA), stamps.authorities(authority / "root.pem"))
    assert before - timedelta(seconds=2) <= when <= datetime.now(UTC) + timedelta(seconds=2)


def test_what_was_changed_does_not_stand(authority: Path) -> None:
    response, roots = answered(authority, DATA), stamps.authorities(authority / "root.pem")
    with pytest.raises(ValueError, match="does not stand"):
        stamps.stamped(DATA + b"x", response, roots)
    for at in range(40, len(response), 97):
        broken = response[:at] + bytes([response[at] ^ 1]) + response[at + 1 :]
        try:
            stamps.stamped(DATA, broken, roots)
        except ValueError:
            continue
        pytest.fail(f"byte {at} may differ")


def test_another_authority_does_not_vouch(authority: Path, tmp_path: Path) -> None:
    openssl(tmp_path, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "k", "-out", "other.pem", "-subj", "/CN=Other", "-days", "30")  # fmt: skip
    with pytest.raises(ValueError, match="does not stand"):
        stamps.stamped(DATA, answered(authority, DATA), stamps.authorities(tmp_path / "other.pem"))


def test_what_is_no_answer_or_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"nonsense")
    with pytest.raises(ValueError, match="no answer"):
        stamps.stamped(DATA, b"nonsense", [])
    with pytest.raises(InputError, match="no certificate"):
        stamps.authorities(tmp_path / "x")
    with pytest.raises(InputError, match="cannot be read"):
        stamps.read(tmp_path / "y")
    (tmp_path / "z").write_bytes(bytes(stamps.MAX_BYTES + 1))
    with pytest.raises(InputError, match="longer than"):
        stamps.read(tmp_path / "z")


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *words: Any, **more: Any) -> Any:
        if name == "rfc3161_client":
            raise ImportError(name)
        return real(name, *words, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError, match=r"camcensus\[stamps\]"):
        stamps.request(DATA)
