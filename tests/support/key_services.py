"""HashiCorp Vault's Transit engine and AWS KMS on this machine, as far as their documented APIs are used.

Sources: developer.hashicorp.com/vault/api-docs ("HTTP API", "Transit"); docs.aws.amazon.com/kms, API reference of
Encrypt and Decrypt; docs.aws.amazon.com/IAM, "Create a signed AWS API request" (Signature Version 4).
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Protocol
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
Answer = tuple[int, dict[str, Any]]


def new_key() -> bytes:
    """Return a key as both services make them."""
    return AESGCM.generate_key(256)


@dataclass
class Door:
    """What any of the services may do to whoever asks; tests set it."""

    delay_seconds: float = 0.0
    refusal: Answer | None = None
    """What every request is answered with, whatever it asks."""
    sends_to: str = ""
    """Where every request is sent on to."""
    asked: list[str] = field(default_factory=list)


class Service(Protocol):
    """One of the services."""

    door: Door

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return status and body for a POST."""


@dataclass
class Vault:
    """Transit below one mount, with keys by name. The mount may begin with a namespace."""

    token: str = field(default_factory=lambda: f"hvs.{secrets.token_urlsafe(24)}")
    mount: str = "transit"
    door: Door = field(default_factory=Door)
    keys: dict[str, bytes] = field(default_factory=dict)

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Encrypt or decrypt."""
        namespace = headers.get("X-Vault-Namespace", "").strip("/")
        prefix = f"/v1/{self.mount}/".replace(f"/v1/{namespace}/", "/v1/") if namespace else f"/v1/{self.mount}/"
        if not hmac.compare_digest(headers.get("X-Vault-Token", ""), self.token):
            return 403, {"errors": ["permission denied"]}
        verb, _, name = path.removeprefix(prefix).partition("/")
        if not path.startswith(prefix) or verb not in {"encrypt", "decrypt"}:
            return 404, {"errors": [f'no handler for route "{path}"']}
        sent = json.loads(body)
        if verb == "encrypt":
            # As Vault does: who may create a key gets one by encrypting with it.
            key = self.keys.setdefault(name, new_key())
            nonce = secrets.token_bytes(NONCE_BYTES)
            text = nonce + AESGCM(key).encrypt(nonce, base64.b64decode(sent["plaintext"]), _bound(sent))
            return 200, {"data": {"ciphertext": f"vault:v1:{base64.b64encode(text).decode()}", "key_version": 1}}
        return self._decrypt(name, sent)

    def _decrypt(self, name: str, sent: dict[str, str]) -> Answer:
        if name not in self.keys:
            return 400, {"errors": ["encryption key not found"]}
        if not sent["ciphertext"].startswith("vault:v1:"):
            return 400, {"errors": ["invalid ciphertext: no prefix"]}
        text = base64.b64decode(sent["ciphertext"].removeprefix("vault:v1:"))
        try:
            clear = AESGCM(self.keys[name]).decrypt(text[:NONCE_BYTES], text[NONCE_BYTES:], _bound(sent))
        except InvalidTag:
            return 400, {"errors": ["cipher: message authentication failed"]}
        return 200, {"data": {"plaintext": base64.b64encode(clear).decode()}}


def _bound(sent: Mapping[str, str]) -> bytes:
    return base64.b64decode(sent.get("associated_data", ""))


@dataclass
class Kms:
    """Symmetric keys by id, for one access key; every signature is checked."""

    access_key_id: str = "AKIAEXAMPLEEXAMPLE00"
    secret_key: str = "a-secret-access-key-that-AWS-never-made"
    """The same in every test: the client keeps what it found in the environment once."""
    region: str = "eu-central-1"
    door: Door = field(default_factory=Door)
    keys: dict[str, bytes] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Encrypt or decrypt."""
        if not self._is_signed(path, headers, body):
            return 400, {"__type": "InvalidSignatureException", "message": "The request signature does not match."}
        verb = headers.get("X-Amz-Target", "").removeprefix("TrentService.")
        sent = json.loads(body)
        key = self.keys.get(sent["KeyId"])
        if key is None:
            return 400, {"__type": "NotFoundException", "message": f"Key {sent['KeyId']} does not exist"}
        if sent["KeyId"] in self.disabled:
            return 400, {"__type": "DisabledException", "message": f"{sent['KeyId']} is disabled."}
        context = json.dumps(sent.get("EncryptionContext", {}), sort_keys=True).encode()
        if verb == "Encrypt":
            nonce = secrets.token_bytes(NONCE_BYTES)
            text = nonce + AESGCM(key).encrypt(nonce, base64.b64decode(sent["Plaintext"]), context)
            blob = f"{sent['KeyId']}\n".encode() + text
            return 200, {"CiphertextBlob": base64.b64encode(blob).decode(), "KeyId": sent["KeyId"]}
        return self._decrypt(sent, key, context)

    def _decrypt(self, sent: dict[str, str], key: bytes, context: bytes) -> Answer:
        named, _, text = base64.b64decode(sent["CiphertextBlob"]).partition(b"\n")
        if named.decode(errors="replace") != sent["KeyId"]:
            return 400, {"__type": "IncorrectKeyException", "message": "The key ID in the request does not identify..."}
        try:
            clear = AESGCM(key).decrypt(text[:NONCE_BYTES], text[NONCE_BYTES:], context)
        except InvalidTag:
            return 400, {"__type": "InvalidCiphertextException", "message": None}
        return 200, {"Plaintext": base64.b64encode(clear).decode(), "KeyId": sent["KeyId"]}

    def _is_signed(self, path: str, headers: Mapping[str, str], body: bytes) -> bool:
        kind, _, rest = headers.get("Authorization", "").partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(",")) if rest else {}
        scope = parts.get("Credential", "").split("/")
        if kind != "AWS4-HMAC-SHA256" or scope[0] != self.access_key_id:
            return False
        names = parts["SignedHeaders"].split(";")
        if not {"host", "x-amz-date", "x-amz-target"} <= set(names):
            return False
        lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names)
        asked = ["POST", quote(path), "", lines, ";".join(names), hashlib.sha256(body).hexdigest()]
        canonical = hashlib.sha256("\n".join(asked).encode()).hexdigest()
        to_sign = f"AWS4-HMAC-SHA256\n{headers['X-Amz-Date']}\n{'/'.join(scope[1:])}\n{canonical}"
        key = f"AWS4{self.secret_key}".encode()
        for part in (headers["X-Amz-Date"][:8], self.region, "kms", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.compare_digest(hmac.digest(key, to_sign.encode(), "sha256").hex(), parts["Signature"])


@contextmanager
def running(service: Service, port: int = 0) -> Iterator[str]:
    """Run a service on this machine; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.door.asked.append(self.path)
            time.sleep(service.door.delay_seconds)
            headers: Mapping[str, str] = self.headers  # type: ignore[assignment]
            status, told = service.door.refusal or service.answer(self.path, headers, body)
            encoded = json.dumps(told).encode()
            try:
                self.send_response(307 if service.door.sends_to else status)
                if service.door.sends_to:
                    self.send_header("Location", f"{service.door.sends_to}{self.path}")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(encoded)))
                self.end_headers()
                self.wfile.write(encoded)
            except OSError:
                # Whoever asked had no patience.
                return

        def log_message(self, *_arguments: object) -> None:
            """Keep the output of the tests clean."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
