"""What can go wrong: one class a failure, each with its HTTP status. No message holds PHI."""


class PortalError(Exception):
    """A failure the portal knows; the web shell turns it into a page."""

    http_status = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class BadInput(PortalError):
    """What was typed cannot be taken; `errors` names the fields."""

    http_status = 422

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("Check the fields that are marked.")
        self.errors = errors


class NotSignedIn(PortalError):
    """The page needs a signed-in person."""

    http_status = 401


class NotProven(PortalError):
    """The person is signed in, and must first prove again who they are."""

    http_status = 403


class Forbidden(PortalError):
    """The person is known and may not do this."""

    http_status = 403


class NotFound(PortalError):
    """There is no such thing, or none that this person may know of."""

    http_status = 404


class Conflict(PortalError):
    """Somebody else was first; nothing was changed."""

    http_status = 409


class AlreadyClaimed(Conflict):
    """The question is held by a colleague, whose staff name the message gives."""

    def __init__(self, holder_name: str) -> None:
        super().__init__(f"{holder_name} already has this question.")
        self.holder_name = holder_name


class HandsFull(Conflict):
    """The person holds as many questions as they may."""


class WrongStep(Conflict):
    """The record's status does not allow this step."""


class Gone(PortalError):
    """It was here and was taken away on purpose."""

    http_status = 410


class Erased(Gone):
    """It was a question, and is no more: its patient took it back, or its time was over."""

    def __init__(self) -> None:
        super().__init__("This question was taken back and erased. There is nothing left to do.")


class TooMany(PortalError):
    """Too many tries in a short time; `wait_seconds` says when the next may work, 0 that nobody knows."""

    http_status = 429

    def __init__(self, message: str = "", wait_seconds: int = 0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class Unavailable(PortalError):
    """A part that is needed is not there now; trying later may help."""

    http_status = 503


class Unreadable(PortalError):
    """A sealed value cannot be opened: its key is gone, or the bytes are not what was sealed."""

    http_status = 500


class BackupProblem(PortalError):
    """A backup cannot be made, opened or restored; the message is one line with the remedy."""


class StartRefused(PortalError):
    """The portal must not start; the message is one line with the remedy. Exit code 78 (EX_CONFIG)."""

    exit_code = 78


class SettingsProblem(StartRefused):
    """A setting is missing, short or not valid."""


class KeyProblem(StartRefused):
    """The root key is missing, cut, wrong or open to others."""
