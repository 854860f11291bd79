"""An identity provider of our own, that checks what it is sent and states whatever a test wants it to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "camcensus", "a+secret/of%ours"


@cache
def made_key(kid: str) -> RSAKey:
    """An RSA key of that name."""
    return RSAKey.generate_key(2048, {"kid": kid})


def b64(data: bytes) -> str:
    """As JSON Web Signatures write bytes."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class IdentityProvider:
    """Its answers, by method calls; `tests.faces.web` serves it on loopback."""

    issuer: str = "https://login.example/staff"
    now: Any = None
    subject: str = "u-1"
    claims: dict[str, Any] = field(default_factory=dict)
    """What it states otherwise than is right; None: not at all."""
    alg: str = "RS256"
    kid: str = "one"
    published: tuple[str, ...] = ("one",)
    down: bool = False
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def signed_in(self, url: str) -> dict[str, str]:
        """What the browser comes back with, after a person signed in as `subject`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert (asked["response_type"], asked["scope"], asked["client_id"]) == ("code", "openid", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def get(self, url: str) -> tuple[int, bytes]:
        """Its description and its keys."""
        self.asked.append(url)
        if self.down:
            return 503, b""
        if url.endswith("/.well-known/openid-configuration"):
            ends = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
            return 200, json.dumps(
                {"issuer": self.issuer} | {k: f"{self.issuer}/{v}" for k, v in ends.items()}
            ).encode()
        keys = [made_key(kid).as_dict(private=False, use="sig", alg="RS256") for kid in self.published]
        return 200, json.dumps({"keys": keys}).encode()

    def post(self, url: str, fields: Mapping[str, str], login: tuple[str, str]) -> tuple[int, bytes]:
        """A statement for a code, which is used up."""
        self.asked.append(url)
        asked = self.codes.pop(fields["code"], None)
        if self.down or asked is None or login != (CLIENT, SECRET):
            return 400, b'{"error":"invalid_grant"}'
        challenge = b64(hashlib.sha256(fields["code_verifier"].encode()).digest())
        assert (challenge, fields["redirect_uri"]) == (asked["code_challenge"], asked["redirect_uri"])
        assert fields["grant_type"] == "authorization_code"
        return 200, json.dumps(
            {"access_token": "x", "token_type": "Bearer", "id_token": self.statement(asked)}
        ).encode()

    def statement(self, asked: Mapping[str, str]) -> str:
        """What it states of whoever signed in."""
        now = self.now() // 1_000_000
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"],
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.alg == "RS256":
            return jwt.encode({"alg": "RS256", "kid": self.kid}, claims, made_key(self.kid))
        parts = ({"alg": self.alg, "kid": self.kid}, claims)
        body = ".".join(b64(json.dumps(part).encode()) for part in parts)
        public = made_key(self.kid).as_pem(private=False)
        mac = hmac.digest(public, body.encode(), "sha256") if self.alg == "HS256" else b""
        return f"{body}.{b64(mac)}"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """The same over the network."""
        if scope["type"] != "http":
            return
        path, query = scope["path"], scope["query_string"].decode()
        headers = [(b"content-type", b"application/json")]
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message["body"]
            if not message.get("more_body"):
                break
        if path.endswith("/auth"):
            back = self.signed_in(f"{path}?{query}")
            to = parse_qs(query)["redirect_uri"][0]
            status, answer, headers = 302, b"", [(b"location", f"{to}?{urlencode(back)}".encode())]
        elif scope["method"] == "POST":
            given = dict(scope["headers"])[b"authorization"].decode().removeprefix("Basic ")
            login = parse_qs("&".join(f"x={part}" for part in base64.b64decode(given).decode().split(":")))["x"]
            fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            status, answer = self.post(path, fields, (login[0], login[1]))
        else:
            status, answer = self.get(path)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})
