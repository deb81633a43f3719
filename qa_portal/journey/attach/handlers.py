"""What comes round for files."""

from collections.abc import Callable

from qa_portal.question.attaching import sweep_orphans

PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {"sweep files without a row": (3600.0, sweep_orphans)}
