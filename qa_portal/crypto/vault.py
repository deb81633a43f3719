"""HashiCorp Vault, secrets engine Transit, as the wrapper of the key file.

Source: developer.hashicorp.com/vault/api-docs/secret/transit, "Encrypt data" and "Decrypt data".
"""

import base64
import binascii
import http.client
import json
from urllib.parse import urlsplit

from qa_portal.errors import KeyProblem
from qa_portal.settings import Settings

TIMEOUT_SECONDS = 3.0
MAX_ANSWER_BYTES = 64 * 1024
BOUND_TO = base64.b64encode(b"qa-portal root keys").decode()
"""Associated data: what Vault wrapped for something else does not open here."""
ODD_ANSWER = "Vault's answer is not what its documentation says: check QA_VAULT_URL."


class Vault:
    """Wraps and unwraps with one key of the Transit engine. No proxy and no redirect sees the token."""

    name = "vault"

    def __init__(self, settings: Settings) -> None:
        if not settings.vault_url or not settings.vault_token:
            raise KeyProblem("QA_KEY_SOURCE=vault needs QA_VAULT_URL and QA_VAULT_TOKEN_FILE.")
        self._url = urlsplit(settings.vault_url.rstrip("/"))
        self._path = f"{self._url.path}/v1/{settings.vault_mount}"
        self._key = settings.vault_key
        self._token = settings.vault_token

    def wrap(self, clear: bytes) -> str:
        """Let Vault encrypt."""
        return self._ask("encrypt", "ciphertext", plaintext=base64.b64encode(clear).decode())

    def unwrap(self, wrapped: str) -> bytes:
        """Let Vault decrypt."""
        try:
            return base64.b64decode(self._ask("decrypt", "plaintext", ciphertext=wrapped), validate=True)
        except binascii.Error:
            raise KeyProblem(ODD_ANSWER) from None

    def _ask(self, verb: str, wanted: str, **sent: str) -> str:
        body = json.dumps({**sent, "associated_data": BOUND_TO})
        try:
            status, answer = self._post(f"{self._path}/{verb}/{self._key}", body)
        except (OSError, http.client.HTTPException):
            raise KeyProblem("Vault does not answer: check QA_VAULT_URL and the network.") from None
        if status != http.HTTPStatus.OK:
            raise KeyProblem(_refusal(status, verb))
        try:
            return str(json.loads(answer)["data"][wanted])
        except (ValueError, KeyError, TypeError):
            raise KeyProblem(ODD_ANSWER) from None

    def _post(self, path: str, body: str) -> tuple[int, bytes]:
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=TIMEOUT_SECONDS)
        headers = {"X-Vault-Token": self._token, "Content-Type": "application/json", "X-Vault-Request": "true"}
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(MAX_ANSWER_BYTES)
        finally:
            connection.close()


def _refusal(status: int, verb: str) -> str:
    if status == 403:
        return f"Vault refuses (403): check the token of QA_VAULT_TOKEN_FILE and its policy for {verb}."
    if status in {400, 404}:
        return f"Vault cannot {verb} ({status}): check that QA_VAULT_KEY and QA_VAULT_MOUNT wrapped this file."
    if status in {301, 302, 307, 308}:
        return f"Vault sends elsewhere ({status}): set QA_VAULT_URL to the active node or its balancer."
    return f"Vault is not ready ({status}): unseal it, or wait and try again."


def wrapper(settings: Settings) -> Vault:
    """Return the wrapper the settings describe."""
    return Vault(settings)
