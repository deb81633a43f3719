"""AWS KMS as the wrapper of the key file; needs the extra `kms`. AWS's own ways give the credentials.

Source: docs.aws.amazon.com/kms/latest/APIReference, "Encrypt" and "Decrypt".
"""

import base64
import binascii
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from qa_portal.errors import KeyProblem
from qa_portal.settings import Settings

TIMEOUT_SECONDS = 3.0
TRIES = 2
BOUND_TO = {"application": "qa-portal", "holds": "root keys"}
"""Encryption context: what KMS wrapped for something else does not open here, and AWS's log shows what it was for."""


class Kms:
    """Wraps and unwraps with one symmetric key of KMS."""

    name = "kms"

    def __init__(self, settings: Settings) -> None:
        if not settings.kms_key_id or not settings.kms_region:
            raise KeyProblem("QA_KEY_SOURCE=kms needs QA_KMS_KEY_ID and QA_KMS_REGION.")
        self._key_id = settings.kms_key_id
        patient = Config(
            connect_timeout=TIMEOUT_SECONDS, read_timeout=TIMEOUT_SECONDS, retries={"total_max_attempts": TRIES}
        )
        endpoint = settings.kms_endpoint or None
        try:
            self._kms = boto3.client("kms", region_name=settings.kms_region, endpoint_url=endpoint, config=patient)
        except ValueError:
            raise KeyProblem("QA_KMS_ENDPOINT or QA_KMS_REGION is not valid.") from None

    def wrap(self, clear: bytes) -> str:
        """Let KMS encrypt."""
        answer = self._ask("encrypt", Plaintext=clear)
        return base64.b64encode(answer["CiphertextBlob"]).decode()

    def unwrap(self, wrapped: str) -> bytes:
        """Let KMS decrypt."""
        try:
            blob = base64.b64decode(wrapped, validate=True)
        except binascii.Error:
            raise KeyProblem("The wrapped key file is cut or damaged: restore it from its copy.") from None
        clear: bytes = self._ask("decrypt", CiphertextBlob=blob)["Plaintext"]
        return clear

    def _ask(self, verb: str, **sent: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._kms, verb)(KeyId=self._key_id, EncryptionContext=BOUND_TO, **sent)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "an error")
            raise KeyProblem(f"AWS KMS refuses to {verb} ({code}): check QA_KMS_KEY_ID and its key policy.") from None
        except BotoCoreError as error:
            kind = type(error).__name__
            raise KeyProblem(f"AWS KMS does not answer ({kind}): check QA_KMS_REGION and the credentials.") from None
        return answer


def wrapper(settings: Settings) -> Kms:
    """Return the wrapper the settings describe."""
    return Kms(settings)
