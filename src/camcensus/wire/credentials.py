"""Credentials out of what captured requests and answers of HTTP, RTSP and SIP hold: headers, targets and bodies.

`redact.text` finds secrets in any text; here it is known what the text is, so that more goes: all of an Authorization
but its scheme and realm, each cookie's value, the user in an address's parameters too, and what may be the beginning of
a secret where a capture cuts it off. Rather too much goes than too little. Each function gives what is left and how
many secrets were taken out.
"""

from __future__ import annotations

import re

from camcensus.wire import redact

MARK = redact.MARK

_AUTHORIZATION = "authori"
"""Stands in the names of all headers that authorise, those of makers' own too; not in those that ask for it."""
_SCHEMES = {"basic", "bearer", "digest", "hmac", "negotiate", "ntlm", "oauth", "wsse"}
_REALM = re.compile(r"\brealm=\"([^\"\\=]{1,128})\"")
_WHOLE = {"x-wsse", "x-auth-token", "x-api-key", "x-csrf-token", "x-csrftoken", "authentication-info"}
_COOKIES = {"cookie", "cookie2", "set-cookie", "set-cookie2"}
_ATTRIBUTES = {"path", "domain", "expires", "max-age", "secure", "httponly", "samesite", "version"}

_NAMES = (
    r"(?:[a-z]{0,12}_?user(?:_?name|_?id)?|usr(?:_?name)?|uname|log_?in(?:_?name|_?user?|_?pass?|_?pwd)?|account"
    r"|[a-z]{0,12}_?pass(?:word|wd|wort|phrase|code)?|passwd|[a-z]{0,12}_?pwd|psw|pswd|pw"
    r"|auth(?:_?basic|orization|_?info|_?key)?|[a-z]{0,12}_?token|session(?:_?id|_?key|_?tag)?|sid|secret|api_?key"
    r"|digest|ticket|sign(?:ature)?)"
)
_DONE = r"(?!\[redacted\](?:[&\s_\"<>]|\Z))"
# XM's firmware parts its parameters by underscores, and has them in the path.
_PARAMETER = re.compile(
    rf"(?P<keep>(?<![a-z0-9]){_NAMES}=){_DONE}(?P<secret>(?:[^&\s_\"<>]|_(?![a-z]{{1,20}}=))++)", re.IGNORECASE
)
_BARE = re.compile(r"\A[^/?#\s:]{1,256}:[^/?#\s]{0,256}@")
"""User and password before a host without a scheme."""
_SIP = re.compile(
    r"(?P<keep>\bsips?:[^\s:@<>\";]{0,128}:)(?!\[redacted\]@)(?P<secret>[^\s@<>]{1,128})(?=@)", re.IGNORECASE
)
_ENDS = " \t\r\n\"'<>"
"""What ends an address in text."""
_SCHEME = re.compile(r":\\?/\\?/")
_HINTS = ("pass", "pwd", "secret", "token", "api", "community", "authorization", "@")
"""Without one of these, in small letters, `redact.text` finds nothing; looking for them is cheap."""
_FORM_HINTS = (
    *("pass", "pwd", "secret", "token", "api", "community", "auth", "@", "psw", "pw=", "user", "usr", "uname"),
    *("login", "log_in", "account", "session", "sid=", "digest", "ticket", "sign"),
)


def text(value: str) -> tuple[str, int]:
    """Any text, and parameters of addresses in it."""
    if not _hinted(value, _FORM_HINTS):
        return value, 0
    value, parameters = _PARAMETER.subn(rf"\g<keep>{MARK}", value)
    value, sip = _SIP.subn(rf"\g<keep>{MARK}", value) if "sip" in value.lower() else (value, 0)
    value, others = redact.text(value)
    return value, parameters + sip + others


def _hinted(value: str, hints: tuple[str, ...]) -> bool:
    lowered = value.lower()
    return any(hint in lowered for hint in hints)


def header(name: str, value: str) -> tuple[str, int]:
    """The value of a header; `name` in lower case."""
    if not value or value == MARK:
        return value, 0
    if _AUTHORIZATION in name:
        return _authorization(value), 1
    if name in _WHOLE:
        return MARK, 1
    if name in _COOKIES:
        return _cookies(value, once=name.startswith("set"))
    return text(value)


def _authorization(value: str) -> str:
    """Scheme and realm, where it has them: the realm is what the device said."""
    scheme, realm = value.partition(" ")[0], _REALM.search(value)
    if scheme.lower() not in _SCHEMES:
        return MARK
    return f'{scheme} {MARK}, realm="{realm[1]}"' if realm else f"{scheme} {MARK}"


def _cookies(value: str, *, once: bool) -> tuple[str, int]:
    """Names without their values: of each cookie, or of the one that is set, whose usual attributes stay."""
    left, removed = [], 0
    for place, pair in enumerate(value.split(";")):
        key, mark, said = pair.strip().partition("=")
        if place and once and key.lower() in _ATTRIBUTES:
            left.append(f"{key}{mark}{said}")
        elif key or said:
            left.append(f"{key}={MARK}" if mark else MARK)
            removed += 1
    return "; ".join(left), removed


def target(value: str, *, cut: bool = False) -> tuple[str, int]:
    """The target of a request; `cut` if more of it may follow."""
    value, shortened = _shortened(value) if cut else (value, 0)
    bare = 0
    if not value.startswith("/") and "://" not in value and not value.lower().startswith("sip"):
        value, bare = _BARE.subn(f"{MARK}@", value)
    value, others = text(value)
    return value, shortened + bare + others


def _shortened(value: str) -> tuple[str, int]:
    """Without the rest of an address that runs to the end: what looks like its port may begin a password."""
    tail = max(value.rfind(end) for end in _ENDS) + 1
    scheme = _SCHEME.search(value, tail)
    return (value[: scheme.end()], 1) if scheme and scheme.end() < len(value) else (value, 0)


def body(data: bytes, *, cut: bool = False, form: bool = False) -> tuple[bytes, int]:
    """A body, of text or not; `cut` if more of it may follow. Nothing is changed where nothing is found.

    Of a `form`, which a client fills in, parameters go as those of a target do. Pages have the same words in their
    scripts, and are recognised by them.
    """
    coding, errors = _coding(data)
    found, removed = data.decode(coding, errors), 0
    if cut:
        found, removed = _shortened(found)
    found, others = text(found) if form else redact.text(found) if _hinted(found, _HINTS) else (found, 0)
    removed += others
    return (found.encode(coding, errors), removed) if removed else (data, 0)


def _coding(data: bytes) -> tuple[str, str]:
    """How text is encoded; bytes of no text survive UTF-8 both ways."""
    if data.startswith(b"\xff\xfe") or data[1:2] == b"\0":
        return "utf-16-le", "replace"
    if data.startswith(b"\xfe\xff") or data[:1] == b"\0":
        return "utf-16-be", "replace"
    return "utf-8", "surrogateescape"
