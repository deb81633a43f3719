"""What comes round by the clock: who left is forgotten."""

from collections.abc import Callable

from qa_portal.journey.beside import service

PERIODIC: dict[str, tuple[float, Callable[[], None]]] = {"forget who left a question": (60.0, service.forget_gone)}
