"""The login of SOAP: a UsernameToken of WS-Security with the password as a digest.

Source: OASIS, Web Services Security UsernameToken Profile 1.0, section 3.1; ONVIF Core Specification, section 5.9.4.
The digest is Base64(SHA-1(nonce + created + password)). What is random and what time it is are passed in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from xml.sax.saxutils import escape

_BASE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
_SECEXT = f"{_BASE}-wssecurity-secext-1.0.xsd"
_UTILITY = f"{_BASE}-wssecurity-utility-1.0.xsd"
_DIGEST = f"{_BASE}-username-token-profile-1.0#PasswordDigest"
_BASE64 = f"{_BASE}-soap-message-security-1.0#Base64Binary"

_CREATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
# What XML 1.0 has no way to write (section 2.2), and line ends and tabs, which a reader may turn into spaces.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def digest(password: str, nonce: bytes, created: str) -> str:
    """The password digest, in Base64; `nonce` is the bytes themselves, `created` the text that is sent with it."""
    hashed = hashlib.sha1(nonce + created.encode() + password.encode("utf-8", "replace"), usedforsecurity=False)
    return base64.b64encode(hashed.digest()).decode()


def header(user: str, password: str, nonce: bytes, created: str) -> str:
    """The ``Header`` of a SOAP envelope whose own namespace has the prefix ``s``.

    `nonce` is 16 fresh random bytes; `created` is the time in UTC as ``2026-11-23T10:00:00Z``. Raises `ValueError`,
    which shows none of them, for a name that XML cannot hold or another form of time.
    """
    if _UNWRITABLE.search(user):
        raise ValueError("a character of the user name cannot stand in XML")
    if not _CREATED.fullmatch(created):
        raise ValueError("the time is not written as this token needs it")
    return (
        f'<s:Header><wsse:Security xmlns:wsse="{_SECEXT}" xmlns:wsu="{_UTILITY}" s:mustUnderstand="1">'
        f"<wsse:UsernameToken><wsse:Username>{escape(user)}</wsse:Username>"
        f'<wsse:Password Type="{_DIGEST}">{digest(password, nonce, created)}</wsse:Password>'
        f'<wsse:Nonce EncodingType="{_BASE64}">{base64.b64encode(nonce).decode()}</wsse:Nonce>'
        f"<wsu:Created>{created}</wsu:Created></wsse:UsernameToken></wsse:Security></s:Header>"
    )
