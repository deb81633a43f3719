"""Settings: read once from the environment, frozen, validated. A secret has no default."""

import tempfile
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from qa_portal.errors import SettingsProblem

EXTENSION = "qa_portal.settings"
SEARCHES = ("whoosh", "postgresql")
KEY_SOURCES = ("file", "secret", "vault", "kms")
LEAST_AUDIT_MONTHS = 72
"""Six years. Source: 45 CFR 164.316(b)(2)(i)."""
LOG_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `QA_X` in the environment sets field `x`; `QA_X_FILE` names a file that holds it."""

    data_dir: Path = Path("var/data")
    """Where the database, the search index and the demo's mails live."""
    keys_dir: Path = Path("var/keys")
    """Where the root key and the keys store live; never inside `data_dir`."""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    """Address people type, for links in mails; default is made of host and port."""
    database_url: str = ""
    """SQLAlchemy URL of the main store; default is SQLite in `data_dir`."""
    keys_database_url: str = ""
    """SQLAlchemy URL of the keys store; default is SQLite in `keys_dir`."""
    search: str = "whoosh"
    """Where the search index is: `whoosh`, a folder on this machine, or `postgresql`, in the main store."""
    key_source: str = "file"
    """Where the root keys are: `file` (`keys_dir`), `secret` (`root_keys`), or the file wrapped by `vault` or `kms`."""
    root_keys: str = field(default="", repr=False)
    """The content of a key file, for `key_source` `secret`."""
    vault_url: str = ""
    """Address of HashiCorp Vault; https, but on this machine."""
    vault_token: str = field(default="", repr=False)
    vault_key: str = "qa-portal"
    """Name of the key in Vault's Transit engine."""
    vault_mount: str = "transit"
    kms_key_id: str = ""
    """Id or ARN of a symmetric key of AWS KMS."""
    kms_region: str = ""
    kms_endpoint: str = ""
    """Address of KMS; default is AWS's own of the region."""
    backup_dir: Path = Path()
    """Where `qa-portal backup` writes, best on another disk; default is `backup` beside `data_dir`."""
    backup_keys_dir: Path = Path()
    """Where the copies of the keys store go; default is `keys` in `backup_dir`."""
    main_copies_kept_days: int = 30
    """A copy of the main store and its attachments is deleted after so many days."""
    keys_copies_kept_days: int = 3
    """A copy of the keys store is deleted after so many days; as long may an erased text be opened with a copy."""
    smtp_url: str = "null:"
    """`smtp://user:password@host:port`, `smtps://...`, `file:DIR`, or `null:` for no mail at all."""
    mail_from: str = "no-reply@localhost"
    trusted_proxies: int = 0
    """How many proxies in front set X-Forwarded-*; 0 believes none."""
    demo: bool = False
    """Marks a demo hospital: its sign-ins are written to `demo.json`."""
    workers: int = 2
    threads: int = 4
    min_patient_age: int = 16
    """Age in years from which a person may ask without a guardian."""
    patient_idle_minutes: int = 30
    patient_hours: int = 12
    shared_idle_minutes: int = 5
    """On a device that others use, too."""
    staff_idle_minutes: int = 15
    staff_hours: int = 10
    step_up_minutes: int = 10
    """How long a proof of who somebody is lasts; then it is asked for again before a sensitive act."""
    undo_seconds: int = 30
    """An answer can be taken back so long before it goes out: from 2 to 300 seconds."""
    claim_idle_minutes: int = 20
    """A claim nobody works on goes back to the queue after this long."""
    claims_in_hand: int = 5
    """So many questions a clinician holds at once; what shows signs of an emergency does not count."""
    waiting_days: int = 14
    """A question back to the patient waits this long for the reply."""
    answered_days: int = 14
    """An answered question stays open for more words this long; then it closes, and can be reopened."""
    decide_days: int = 30
    """A patient has this long to decide on the public words; silence means private."""
    overdue_months: int = 3
    """A public answer nobody looked at is taken down so many months after its review date."""
    check_sources: bool = False
    """Whether the worker looks once a week whether the sources of our pages are still there and say the same."""
    attachment_mb: int = 10
    """Largest photo or PDF a person may add, in megabytes; nginx takes one more on the pages for files."""
    attachment_megapixels: int = 40
    """Largest picture, in million pixels; a small file can unpack to gigabytes."""
    attachments_per_message: int = 5
    attachments_per_question: int = 20
    """So many files one message, and one question with its whole thread, may have."""
    keep_questions_months: int = 96
    """A closed question is past its time after so many months. Source: NHS Records Management Code 2021."""
    keep_drafts_days: int = 90
    """A question begun and never sent is erased when it was not touched for so long."""
    keep_audit_months: int = 72
    """The record of acts is kept at least so long; less than 72 months (HIPAA: six years) is refused."""
    rate_sign_in: str = "10/minute"
    rate_sign_up: str = "10/hour"
    rate_reset: str = "5/hour"
    rate_code: str = "10/15 minutes"
    """Receipt codes one caller may try."""
    rate_code_everybody: str = "600/minute"
    """Receipt codes all callers together may try; from a tenth of it on, each try needs a puzzle solved."""
    rate_ask: str = "20/hour"
    rate_search: str = "60/minute"
    rate_suggest: str = "240/minute"
    rate_report: str = "10/hour"
    rate_vote: str = "20/hour"
    """Reports of readers that something is wrong on a page, and look-ups of what became of one."""
    rate_upload: str = "60/hour"
    rate_follow: str = "10/hour"
    """Topics one caller may ask to get by mail."""
    log_paths: str = ""
    """Files and folders of logs outside `data_dir`, with `:` between them, for the nightly search for planted words."""
    anchor_dir: str = ""
    """Where the signed heads of the audit chain are kept, outside the database; default is beside the keys."""
    reader_names: bool = True
    """Whether patients see the names of staff who opened their question, or their roles only."""
    oidc_issuer: str = ""
    """The hospital's own sign-on service (OpenID Connect) for staff; empty for none. Needs the extra `oidc`."""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    """Better in a file: `QA_OIDC_CLIENT_SECRET_FILE`."""
    oidc_mfa_acr: str = ""
    """What the service calls a sign-on with a second factor in `acr`, when it does not say `mfa` in `amr`."""
    puzzle_bits: int = 18
    """Zero bits of the sum a form asks for when a limit is near: 18 takes a phone a second or two."""
    puzzle_wait_seconds: int = 30
    """How long somebody without JavaScript waits instead of solving the sum."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""

    def __post_init__(self) -> None:
        """Fill derived values and refuse what cannot work."""
        put = object.__setattr__
        put(self, "data_dir", self.data_dir.resolve())
        put(self, "keys_dir", self.keys_dir.resolve())
        backups = self.data_dir.parent / "backup" if self.backup_dir == Path() else self.backup_dir
        put(self, "backup_dir", backups.resolve())
        keys = self.backup_dir / "keys" if self.backup_keys_dir == Path() else self.backup_keys_dir
        put(self, "backup_keys_dir", keys.resolve())
        if not self.database_url:
            put(self, "database_url", f"sqlite:///{self.data_dir / 'main.sqlite3'}")
        if not self.keys_database_url:
            put(self, "keys_database_url", f"sqlite:///{self.keys_dir / 'keys.sqlite3'}")
        if not self.base_url:
            put(self, "base_url", f"http://{self.host}:{self.port}")
        _check(self)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read `QA_*`.

        Raises: SettingsProblem, in one line that names the setting and the remedy.
        """
        values: dict[str, Any] = {}
        for known in fields(cls):
            name = f"QA_{known.name.upper()}"
            raw = _read(env, name)
            if raw is not None:
                kind = type(known.default) if known.default is not MISSING else str
                values[known.name] = _convert(name, raw, kind)
        return cls(**values)

    @property
    def root_key_path(self) -> Path:
        """The root key file: mode 0600, one JSON object."""
        return self.keys_dir / "root.json"

    @property
    def anchors(self) -> Path:
        """Folder of the audit chain's signed heads."""
        return Path(self.anchor_dir).resolve() if self.anchor_dir else self.keys_dir

    def last_keys_copy_ends_at(self, erased_at: datetime) -> datetime:
        """Return when the last copy that may hold a key erased at a moment is gone; copies are made, and end, daily."""
        return erased_at + timedelta(days=self.keys_copies_kept_days + 1)

    @property
    def recovery_path(self) -> Path:
        """The copy of what the printed recovery key opens, beside the keys."""
        return self.keys_dir / "recovery.json"

    @property
    def index_dir(self) -> Path:
        """Folder of the public search index."""
        return self.data_dir / "index"

    @property
    def temp_dir(self) -> Path:
        """Folder of the temporary files of web and worker: among the data, so that nothing lies where nobody looks."""
        return self.data_dir / "tmp"

    @property
    def demo_path(self) -> Path:
        """The demo's sign-ins, mode 0600, beside the keys."""
        return self.keys_dir / "demo.json"


def _read(env: Mapping[str, str], name: str) -> str | None:
    path = env.get(f"{name}_FILE")
    if path is None:
        return env.get(name)
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsProblem(f"{name}_FILE cannot be read: check the path and its permissions.") from None
    if not value:
        raise SettingsProblem(f"{name}_FILE is empty: write the value into it.")
    return value


def _convert(name: str, raw: str, kind: type) -> object:
    if kind is bool:
        if raw.lower() in {"1", "true", "yes", "on"}:
            return True
        if raw.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise SettingsProblem(f"{name} must be 1 or 0.")
    if kind is int:
        try:
            return int(raw)
        except ValueError:
            raise SettingsProblem(f"{name} must be a whole number.") from None
    if issubclass(kind, Path):
        return Path(raw)
    return raw


_POSITIVE = (
    "workers threads min_patient_age patient_idle_minutes patient_hours shared_idle_minutes staff_idle_minutes "
    "staff_hours step_up_minutes claim_idle_minutes claims_in_hand waiting_days answered_days decide_days "
    "attachment_mb attachment_megapixels attachments_per_message attachments_per_question main_copies_kept_days "
    "keys_copies_kept_days puzzle_wait_seconds keep_questions_months keep_drafts_days "
    "overdue_months"
).split()
_LEAST = dict.fromkeys(_POSITIVE, 1) | {"keep_audit_months": LEAST_AUDIT_MONTHS}
_BETWEEN = {"port": (0, 65535), "undo_seconds": (2, 300), "puzzle_bits": (8, 24), "trusted_proxies": (0, 100)}


def _check_sign_on(settings: Settings) -> None:
    if not settings.oidc_issuer:
        return
    if not settings.oidc_client_id or not settings.oidc_client_secret:
        raise SettingsProblem("QA_OIDC_ISSUER needs QA_OIDC_CLIENT_ID and QA_OIDC_CLIENT_SECRET_FILE beside it.")
    issuer = urlsplit(settings.oidc_issuer)
    if issuer.scheme != "https" and issuer.hostname not in {"127.0.0.1", "localhost"}:
        raise SettingsProblem("QA_OIDC_ISSUER must begin with https://.")


def _check(settings: Settings) -> None:
    _check_sign_on(settings)
    for name, least in _LEAST.items():
        if getattr(settings, name) < least:
            raise SettingsProblem(f"QA_{name.upper()} must be {least} or more.")
    for name, (least, most) in _BETWEEN.items():
        if not least <= getattr(settings, name) <= most:
            raise SettingsProblem(f"QA_{name.upper()} must be from {least} to {most}.")
    if urlsplit(settings.base_url).scheme not in {"http", "https"}:
        raise SettingsProblem("QA_BASE_URL must begin with http:// or https://.")
    if settings.smtp_url.split(":", 1)[0] not in {"smtp", "smtps", "file", "null"}:
        raise SettingsProblem("QA_SMTP_URL must begin with smtp:, smtps:, file: or null:.")
    if settings.log_level not in LOG_LEVELS:
        raise SettingsProblem("QA_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    _check_search(settings)
    _check_key_source(settings)
    if settings.database_url == settings.keys_database_url:
        raise SettingsProblem("QA_KEYS_DATABASE_URL must be another database than QA_DATABASE_URL.")
    if settings.keys_dir.is_relative_to(settings.data_dir):
        raise SettingsProblem("QA_KEYS_DIR must not lie inside QA_DATA_DIR: a copy of the data would hold the keys.")


def use_temp_dir(settings: Settings) -> None:
    """Let this process put its temporary files into the installation's own folder, closed to others."""
    settings.temp_dir.mkdir(mode=0o700, exist_ok=True)
    tempfile.tempdir = str(settings.temp_dir)


def _check_search(settings: Settings) -> None:
    if settings.search not in SEARCHES:
        raise SettingsProblem(f"QA_SEARCH must be one of {', '.join(SEARCHES)}.")
    if settings.search == "postgresql" and not settings.database_url.startswith("postgresql"):
        raise SettingsProblem("QA_SEARCH=postgresql needs the main store in PostgreSQL: set QA_DATABASE_URL.")


def _check_key_source(settings: Settings) -> None:
    if settings.key_source not in KEY_SOURCES:
        raise SettingsProblem(f"QA_KEY_SOURCE must be one of {', '.join(KEY_SOURCES)}.")
    for name in ("vault_url", "kms_endpoint"):
        parsed = urlsplit(getattr(settings, name))
        if parsed.geturl() and parsed.scheme != "https" and parsed.hostname not in {"127.0.0.1", "localhost"}:
            raise SettingsProblem(f"QA_{name.upper()} must begin with https://: keys travel there.")


def current() -> Settings:
    """Return the settings of the app at work."""
    settings: Settings = current_app.extensions[EXTENSION]
    return settings
