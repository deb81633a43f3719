"""Small houses with one fault each: what every check must find."""

from tests.house.layout import (
    cycles,
    floors,
    imports_at_the_top,
    imports_by_name,
    kinds_of_file,
    names,
    rooms,
    sideways,
    walls,
)
from tests.house.pages import (
    escaped,
    in_their_room,
    no_decisions,
    no_foreign_marks,
    nothing_inline,
    whole_pages,
)
from tests.house.repository import no_index, nobodys_machine
from tests.house.single_places import (
    broad_catches,
    clear_text,
    commits,
    guarded,
    ignored_types,
    no_empty_bodies,
    no_print,
    no_silencers,
    one_clock,
    status_writes,
    unsealing,
)
from tests.house.sizes import docstrings, files, functions, types
from tests.house.tables import (
    README_TABLES,
    migrations_numbered,
    told_in_the_readme,
    topics_and_handlers,
    where_to_change,
)

Q = "qa_portal"
ROOM = f"{Q}/journey/ask"
PAGE = f"{ROOM}/templates/ask/form.html"
WALKER = f"{Q}/question/walk.py"
TOPICS = 'class Topic:\n    MAIL = "mail"\n'
MOVE = '"""Why."""\n'
LADDER = "".join(f"    if x == {n}:\n        return {n}\n" for n in range(12))

FAULTS = [
    (floors, {f"{Q}/settings.py": "from qa_portal.question import models\n", f"{Q}/question/models.py": ""}),
    (floors, {f"{Q}/cellar/wine.py": ""}),
    (floors, {f"{Q}/web/shell.py": "from qa_portal import create_app\n", f"{Q}/__init__.py": ""}),
    (sideways, {f"{ROOM}/service.py": "from qa_portal.journey.queue import queries\n"}),
    (
        sideways,
        {
            f"{Q}/clinic/a.py": "import qa_portal.identity.b\n",
            f"{Q}/identity/b.py": "import qa_portal.clinic.a\n",
        },
    ),
    (
        walls,
        {
            f"{Q}/library/pages.py": "from qa_portal.clinic import page\n",
            f"{Q}/clinic/page.py": "import qa_portal.crypto.sealed\n",
            f"{Q}/crypto/sealed.py": "",
        },
    ),
    (
        walls,
        {
            f"{Q}/notify/smtp.py": "import qa_portal.identity.b\n",
            f"{Q}/identity/__init__.py": "",
            f"{Q}/identity/b.py": "",
        },
    ),
    (walls, {f"{Q}/text/diff.py": "from qa_portal.clock import now\n", f"{Q}/clock.py": ""}),
    (
        cycles,
        {
            f"{Q}/web/a.py": "import qa_portal.web.b\n",
            f"{Q}/web/b.py": "def late():\n    import qa_portal.web.a\n",
        },
    ),
    (imports_at_the_top, {f"{Q}/web/a.py": "def late():\n    import os\n"}),
    (imports_at_the_top, {f"{Q}/web/a.py": "from . import b\n"}),
    (imports_by_name, {WALKER: "import_module('qa_portal.crypto')\n"}),
    (rooms, {f"{Q}/privacy/__init__.py": 'ROOMS = ("rights",)\n'}),
    (rooms, {f"{ROOM}/__init__.py": '"""A room."""', f"{Q}/journey/__init__.py": 'ROOMS = ("ask",)\n'}),
    (
        rooms,
        {
            f"{Q}/journey/__init__.py": 'ROOMS = ("ask",)\n',
            **{f"{ROOM}/{n}.py": '"""x"""' for n in ("__init__", "routes", "service", "queries", "extras")},
        },
    ),
    (
        rooms,
        {
            f"{Q}/journey/__init__.py": "ROOMS = ()\n",
            **{f"{ROOM}/{n}.py": '"""x"""' for n in ("__init__", "routes", "service", "queries")},
        },
    ),
    (names, {f"{Q}/web/utils.py": ""}),
    (kinds_of_file, {f"{ROOM}/service.py": "from flask import request\n"}),
    (kinds_of_file, {f"{ROOM}/routes.py": "from qa_portal.db import transaction\n"}),
    (files, {f"{Q}/web/long.py": "x = 1\n" * 401}),
    (files, {f"{Q}/web/a{n}.py": "x = 1\n" * 201 for n in range(3)}),
    (functions, {f"{Q}/web/a.py": "def f():\n" + "    x = 1\n" * 51}),
    (functions, {f"{Q}/web/a.py": f"def f(x):\n{LADDER}"}),
    (functions, {f"{Q}/web/a.py": "def f(a, b, c, d, e, g): ...\n"}),
    (functions, {f"{Q}/web/a.py": "@room.get('/')\ndef f():\n" + "    x = 1\n" * 16}),
    (docstrings, {f"{Q}/web/a.py": '"""Web."""\ndef f(): ...\n'}),
    (docstrings, {f"{Q}/web/a.py": "x = 1\n"}),
    (types, {f"{Q}/web/a.py": "def f(a) -> None: ...\n"}),
    (types, {f"{Q}/web/a.py": "def f(a: int): ...\n"}),
    (commits, {WALKER: "session.commit()\n"}),
    (commits, {f"{Q}/db.py": "a.commit()\nb.commit()\nc.commit()\n"}),
    (broad_catches, {WALKER: "try:\n    f()\nexcept (OSError, Exception):\n    g()\n"}),
    (broad_catches, {WALKER: "try:\n    f()\nexcept:\n    g()\n"}),
    (broad_catches, {f"{Q}/outbox/w.py": "try:\n    f()\nexcept Exception:\n    g()\n" * 2}),
    (unsealing, {WALKER: "clear = unseal(key, place, sealed)\n"}),
    (unsealing, {WALKER: "clear = sealed.unseal_many(key)\n"}),
    (status_writes, {WALKER: "question.status = 'closed'\n"}),
    (status_writes, {WALKER: "setattr(question, 'status', 1)\n"}),
    (status_writes, {WALKER: "update(Question).values(status=1)\n"}),
    (one_clock, {WALKER: "import datetime\nnow = datetime.datetime.now()\n"}),
    (one_clock, {WALKER: "import time\nnow = time.time()\n"}),
    (clear_text, {WALKER: "log.info('asked', body=clear_body)\n"}),
    (clear_text, {WALKER: "raise NotFound(f'no {clear_name}')\n"}),
    (clear_text, {WALKER: "flash(row.clear_name)\n"}),
    (clear_text, {WALKER: "structlog.get_logger().warning(clear_body)\n"}),
    (no_print, {WALKER: "print(1)\n"}),
    (guarded, {WALKER: "@room.post('/x')\ndef f(): ...\n"}),
    (no_silencers, {WALKER: "x = 1  # noqa: E501\n"}),
    (no_silencers, {WALKER: "# TO" + "DO: later\n"}),
    (ignored_types, {WALKER: "x = 1  # type: ignore\n"}),
    (ignored_types, {WALKER: "x = 1  # type: ignore[misc]\n" * 9}),
    (no_empty_bodies, {WALKER: 'def f() -> None:\n    """Later."""\n'}),
    (nothing_inline, {PAGE: "<script>alert(1)</script>"}),
    (nothing_inline, {PAGE: "<p style='color:red'>"}),
    (nothing_inline, {PAGE: '<a href="/" onclick="x()">'}),
    (nothing_inline, {PAGE: '<img alt="" src="https://example.org/x.png">'}),
    (escaped, {PAGE: "{{ words|safe }}"}),
    (escaped, {PAGE: "{% autoescape false %}"}),
    (no_decisions, {PAGE: "{% if question.status == 'closed' %}"}),
    (whole_pages, {PAGE: '{% extends "web/base.html" %}{% block main %}<h2>{% endblock %}'}),
    (whole_pages, {PAGE: '{% extends "web/other.html" %}{% block main %}<h1>{% endblock %}'}),
    (in_their_room, {f"{ROOM}/templates/queue/form.html": ""}),
    (no_foreign_marks, {f"{Q}/web/static/x.css": "a{background:url(https://assets.nhs" + ".uk/x)}"}),
    (topics_and_handlers, {f"{Q}/outbox/topics.py": TOPICS}),
    (topics_and_handlers, {f"{ROOM}/handlers.py": "HANDLERS = {Topic.GHOST: run}\n"}),
    (
        topics_and_handlers,
        {
            f"{Q}/outbox/topics.py": TOPICS,
            f"{ROOM}/handlers.py": "HANDLERS = {Topic.MAIL: run}\n",
            f"{Q}/identity/handlers.py": "HANDLERS: dict[Topic, Handler] = {Topic.MAIL: run}\n",
        },
    ),
    (
        told_in_the_readme,
        {
            "README.md": "".join(f"<!-- table: {name} -->\n\n| `QA_PORT` |\n\n" for name in README_TABLES),
            f"{Q}/settings.py": "class Settings:\n    port: int = 1\n    host: str = ''\n",
        },
    ),
    (where_to_change, {"README.md": "<!-- table: where -->\n| a status | `qa_portal/gone.py` |\n"}),
    (
        migrations_numbered,
        {
            **{f"migrations/{s}/versions/0001_start.py": MOVE for s in ("main", "keys")},
            "migrations/main/versions/0003_gap.py": MOVE,
            "migrations/HEAD": "0001_start 0003_gap",
        },
    ),
    (
        migrations_numbered,
        {
            **{f"migrations/{s}/versions/0001_start.py": MOVE for s in ("main", "keys")},
            "migrations/main/versions/0002_more.py": MOVE,
            "migrations/HEAD": "0001_start",
        },
    ),
    (nobodys_machine, {"Makefile": "DATA = /ho" + "me/somebody/data\n"}),
    (nobodys_machine, {f"{Q}/cli.py": "open('../sha" + "red/data/x.gz')\n"}),
    (no_index, {"requirements.txt": "--index" + "-url https://example.org\n"}),
]
"""Each check with a house it must object to."""
