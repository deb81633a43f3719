"""Root keys wrapped by Vault or AWS KMS: the portal starts, says what is wrong, and outlives a service that is down."""

import base64
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask

from qa_portal.access.permissions import Role
from qa_portal.app import create_app
from qa_portal.cli.install import prepare
from qa_portal.crypto import kms, vault
from qa_portal.crypto.sources import source_of
from qa_portal.db import db
from qa_portal.errors import KeyProblem
from qa_portal.settings import Settings
from tests.backup.crowd import Patient, ask, told, written
from tests.crypto.turning import WORDS, Command
from tests.support import key_services, people, server
from tests.support.key_services import Kms, Vault
from tests.support.ports import free_port
from tests.walks.browser_of_lines import Visitor
from tests.walks.crowd import sign_in

KEY, OTHER_KEY = "qa-portal", "another"
WRAPPED_BY = (
    "key_source",
    "vault_url",
    "vault_token",
    "vault_key",
    "vault_mount",
    "kms_key_id",
    "kms_region",
    "kms_endpoint",
)


@dataclass
class Place:
    """A portal whose key file one of the services wraps."""

    settings: Settings
    service: Vault | Kms
    patients: list[Patient] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def secrets(self) -> list[str]:
        """What must stand nowhere: what the portal shows the service."""
        return [self.service.token] if isinstance(self.service, Vault) else [self.service.secret_key]

    def up(self) -> None:
        """Start the service at its address."""
        address = self.settings.vault_url or self.settings.kms_endpoint
        self._stack.enter_context(key_services.running(self.service, int(address.rpartition(":")[2])))

    def down(self) -> None:
        """Stop it."""
        self._stack.close()

    def refusal(self) -> str:
        """Return why an app does not start here."""
        with pytest.raises(KeyProblem) as refused:
            create_app(self.settings)
        assert refused.value.exit_code == 78
        assert "\n" not in refused.value.message
        assert not [secret for secret in self.secrets if secret in refused.value.message]
        return refused.value.message


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Place]]:
    """An installation with a patient and a question for each service, made once; tests get copies."""
    with pytest.MonkeyPatch.context() as environment, ExitStack() as stack:
        found = {name: _place(tmp_path_factory.mktemp(name), name, environment) for name in ("vault", "kms")}
        for one in found.values():
            one.up()
            stack.callback(one.down)
            prepare(one.settings)
            app = create_app(one.settings)
            one.patients.append(Patient(people.make(app, "ana@example.org", Role.PATIENT)))
            with app.app_context():
                ask(one.patients[0], WORDS)
            _close(app)
            one.down()
        yield found


def _place(folder: Path, name: str, environment: pytest.MonkeyPatch) -> Place:
    address = f"http://127.0.0.1:{free_port()}"
    here = Settings(data_dir=folder / "data", keys_dir=folder / "keys", key_source=name)
    if name == "vault":
        transit = Vault()
        return Place(replace(here, vault_url=address, vault_token=transit.token, vault_key=KEY), transit)
    service = Kms(keys={one: key_services.new_key() for one in (KEY, OTHER_KEY)})
    environment.setenv("AWS_ACCESS_KEY_ID", service.access_key_id)
    environment.setenv("AWS_SECRET_ACCESS_KEY", service.secret_key)
    environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return Place(replace(here, kms_endpoint=address, kms_region=service.region, kms_key_id=KEY), service)


@pytest.fixture(params=["vault", "kms"])
def place(
    request: pytest.FixtureRequest, installed: dict[str, Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """A copy of an installation whose key file a service wraps, and the service, running."""
    made = installed[request.param]
    shutil.copytree(made.settings.data_dir, tmp_path / "data")
    shutil.copytree(made.settings.keys_dir, tmp_path / "keys")
    here = Settings(data_dir=tmp_path / "data", keys_dir=tmp_path / "keys")
    changed = {name: getattr(made.settings, name) for name in WRAPPED_BY}
    found = Place(replace(here, **changed), deepcopy(made.service), made.patients)
    # In this process nobody waits three seconds; the portal's own processes do.
    monkeypatch.setattr(vault, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(kms, "TIMEOUT_SECONDS", 0.5)
    found.up()
    yield found
    found.down()


@pytest.mark.soak
@pytest.mark.parametrize("place", ["vault", "kms"], indirect=True)
def test_the_portal_runs_turns_its_keys_and_outlives_its_service(place: Place, tmp_path: Path) -> None:
    """Not even a key file that changes meanwhile makes it fall over; it is taken as soon as the service is back."""
    held = place.settings.root_key_path.read_text(encoding="utf-8")
    assert set(json.loads(held)) == {"format", "wrapper", "wrapped"}
    with server.running(place.settings, tmp_path) as portal:
        visitor = sign_in(Visitor(portal.url), "ana@example.org")
        assert _reads(visitor)
        done = Command(place.settings, apart=True)("rotate")
        assert done.returncode == 0, done.stderr
        assert place.settings.root_key_path.read_text(encoding="utf-8") != held
        assert _reads(visitor)
        place.down()
        place.settings.root_key_path.touch()
        assert _reads(visitor)
        place.service.door.delay_seconds = 20
        place.up()
        place.settings.root_key_path.touch()
        begun = time.monotonic()
        assert _reads(visitor)
        assert time.monotonic() - begun < 9
        place.service.door.delay_seconds = 0
        sign_in(Visitor(portal.url), "ana@example.org").close()
        visitor.close()
        said = portal.log("web") + portal.log("worker") + done.stdout + done.stderr
    assert "the key source changed and cannot be used" in said
    assert "Traceback" not in said
    assert '" 500 ' not in said
    for root in source_of(place.settings).read():
        assert not [shown for shown in _shown(root.secret) if shown in said]
    assert not [secret for secret in place.secrets if secret in said]
    assert told(place.settings, place.patients) == written(place.patients)


def _shown(secret: bytes) -> list[str]:
    return [secret.hex(), base64.b64encode(secret).decode()]


Breaking = Callable[[Place], None]


def _wrong_token(place: Place) -> None:
    if isinstance(place.service, Vault):
        place.settings = replace(place.settings, vault_token="hvs.somebody-elses")
    else:
        place.service.secret_key = "somebody else's"


def _another_key(place: Place) -> None:
    if isinstance(place.service, Vault):
        place.service.keys[KEY] = key_services.new_key()
    else:
        place.settings = replace(place.settings, kms_key_id=OTHER_KEY)


def _no_such_key(place: Place) -> None:
    place.service.keys.clear()


def _sealed_or_disabled(place: Place) -> None:
    if isinstance(place.service, Vault):
        place.service.door.refusal = (503, {"errors": ["Vault is sealed"]})
    else:
        place.service.disabled.add(KEY)


def _denied(place: Place) -> None:
    if isinstance(place.service, Vault):
        place.service.door.refusal = (403, {"errors": ["1 error occurred:\n\t* permission denied\n\n"]})
    else:
        place.service.door.refusal = (400, {"__type": "AccessDeniedException", "Message": "is not authorized"})


def _too_many(place: Place) -> None:
    answer = {"errors": ["rate limit"]} if isinstance(place.service, Vault) else {"__type": "ThrottlingException"}
    place.service.door.refusal = (429 if isinstance(place.service, Vault) else 400, answer)


def _odd(place: Place) -> None:
    place.service.door.refusal = (200, {"hello": "I am another server"})


def _down(place: Place) -> None:
    place.down()


def _slow(place: Place) -> None:
    place.service.door.delay_seconds = 20


def _cut(place: Place) -> None:
    held = json.loads(place.settings.root_key_path.read_text(encoding="utf-8"))
    held["wrapped"] = held["wrapped"][:-8]
    place.settings.root_key_path.write_text(json.dumps(held), encoding="utf-8")


@pytest.mark.parametrize(
    ("breaking", "of_vault", "of_kms"),
    [
        (_wrong_token, "check the token", "credentials"),
        (_denied, "check the token", "key policy"),
        (_another_key, "wrapped this file", "wrapped this file"),
        (_no_such_key, "wrapped this file", "check QA_KMS_KEY_ID"),
        (_sealed_or_disabled, "unseal it", "enable it"),
        (_too_many, "try again", "try again"),
        (_odd, "check QA_VAULT_URL", "check QA_KMS_ENDPOINT"),
        (_down, "does not answer", "does not answer"),
        (_slow, "does not answer", "does not answer"),
        (_cut, "wrapped this file", "wrapped this file"),
    ],
)
def test_a_start_that_cannot_be_says_what_to_do(place: Place, breaking: Breaking, of_vault: str, of_kms: str) -> None:
    breaking(place)
    begun = time.monotonic()
    said = place.refusal()
    assert (of_vault if isinstance(place.service, Vault) else of_kms) in said
    assert time.monotonic() - begun < 3, "a service that does not answer holds the start up"


def test_the_command_ends_with_78_and_one_line(place: Place) -> None:
    place.down()
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py"]
    env = server.environment(server.at_a_free_port(place.settings))
    done = subprocess.run(command, cwd=server.ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 78
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "does not answer" in done.stderr


@pytest.mark.parametrize("place", ["vault"], indirect=True)
def test_vault_is_never_followed_elsewhere(place: Place) -> None:
    assert isinstance(place.service, Vault)
    other = Vault(token=place.service.token, keys=place.service.keys)
    with key_services.running(other) as elsewhere:
        place.service.door.sends_to = elsewhere
        assert "sends elsewhere" in place.refusal()
    assert other.door.asked == []


@pytest.mark.parametrize("place", ["vault"], indirect=True)
def test_a_namespace_of_vault_is_the_beginning_of_the_mount(place: Place) -> None:
    assert isinstance(place.service, Vault)
    place.service.mount = "hospital/transit"
    assert "wrapped this file" in place.refusal()
    here = replace(place.settings, vault_mount="hospital/transit")
    assert len(source_of(here).read().keys) == 1


def _reads(visitor: Visitor) -> bool:
    paths = visitor.get("/questions").links(r"/questions/[0-9a-f]{32}")
    return len(paths) == 1 and WORDS in visitor.get(paths[0]).text


def _close(app: Flask) -> None:
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
