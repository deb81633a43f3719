"""A sign-on service on this machine: discovery, keys and the token endpoint of OpenID Connect, as far as tests ask."""

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from qa_portal import clock
from tests.support.threads import serving

CLIENT, SECRET = "qa-portal", "a secret between two servers"


@dataclass
class Provider:
    """What the service knows: its key, who is at its door, which codes are out."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: int = 0

    def let_in(self, there: str, *, alg: str = "RS256", key: RSAKey | None = None, **claims: object) -> dict[str, str]:
        """Do what the service does when somebody signs on: return the query it sends the browser back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "s-1", "exp": now + 300, "iat": now, "nonce": asked["nonce"],
            "email": "cleo@clinic.example", "email_verified": True, "amr": ["pwd", "mfa"],
        } | claims  # fmt: skip
        code = f"code-{len(self.codes)}"
        token = self._signed(claims, alg, key or self.key)
        self.codes[code] = {"token": token, "asked": asked}
        return {"state": asked["state"], "code": code, "iss": self.issuer}

    def _signed(self, claims: dict[str, Any], alg: str, key: RSAKey) -> str:
        if alg == "none":
            parts = ({"alg": "none", "typ": "JWT"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."
        return jwt.encode({"alg": alg, "kid": "one"}, claims, key)

    def trade(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Give the token for a code, once, to who began."""
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        found = self.codes.pop(form.get("code", ""), None)
        if found is None or authorization not in {expected, _quoted()}:
            return None
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        same = found["asked"]["redirect_uri"] == form["redirect_uri"]
        if challenge.decode() != found["asked"]["code_challenge"] or not same:
            return None
        self.tokens += 1
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": found["token"]}


def _quoted() -> str:
    return "Basic " + base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()


@contextmanager
def running() -> Iterator[Provider]:
    """Run a service on a free port of this machine."""
    provider = Provider()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            base = provider.issuer
            if self.path == "/.well-known/openid-configuration":
                self._say({
                    "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
                    "jwks_uri": f"{base}/keys", "authorization_response_iss_parameter_supported": True,
                })  # fmt: skip
            elif self.path == "/keys":
                self._say(dict(KeySet([provider.key]).as_dict(private=False)))
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            answer = provider.trade(form, self.headers.get("Authorization", ""))
            self._say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def _say(self, what: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    with serving(server):
        yield provider
