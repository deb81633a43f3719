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

REMEDIES = {
    "AccessDenied": "check the key policy of QA_KMS_KEY_ID and the role's rights",
    "IncorrectKey": "check that QA_KMS_KEY_ID wrapped this file",
    "InvalidCiphertext": "check that QA_KMS_KEY_ID wrapped this file",
    "Signature": "check the credentials and the clock",
    "Token": "check the credentials",
    "UnrecognizedClient": "check the credentials",
    "Disabled": "enable it",
    "InvalidState": "enable it, or stop its deletion",
    "NotFound": "check QA_KMS_KEY_ID and QA_KMS_REGION",
    "": "wait, and try again",
}
"""What to do about a refusal, by a part of its code; throttling and failures of the service end by themselves."""


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
        return base64.b64encode(self._ask("encrypt", "CiphertextBlob", Plaintext=clear)).decode()

    def unwrap(self, wrapped: str) -> bytes:
        """Let KMS decrypt."""
        try:
            blob = base64.b64decode(wrapped, validate=True)
        except binascii.Error:
            raise KeyProblem("The wrapped key file is cut or damaged: restore it from its copy.") from None
        return self._ask("decrypt", "Plaintext", CiphertextBlob=blob)

    def _ask(self, verb: str, wanted: str, **sent: Any) -> bytes:
        try:
            answer = getattr(self._kms, verb)(KeyId=self._key_id, EncryptionContext=BOUND_TO, **sent)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "an error")
            raise KeyProblem(f"AWS KMS refuses to {verb} ({code}): {_remedy(code)}.") from None
        except BotoCoreError as error:
            kind = type(error).__name__
            raise KeyProblem(f"AWS KMS does not answer ({kind}): check QA_KMS_REGION and the credentials.") from None
        found = answer.get(wanted)
        if not isinstance(found, bytes):
            raise KeyProblem("AWS KMS's answer is not what its documentation says: check QA_KMS_ENDPOINT.")
        return found


def _remedy(code: str) -> str:
    return next((remedy for part, remedy in REMEDIES.items() if part in code), REMEDIES[""])


def wrapper(settings: Settings) -> Kms:
    """Return the wrapper the settings describe."""
    return Kms(settings)
