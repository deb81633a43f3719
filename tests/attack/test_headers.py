"""Every response of every route has the headers of its class: all roles, all methods, all that can go wrong."""

from collections import Counter
from itertools import product

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.attack.classes import CLASSES, class_of, faults
from tests.safety.test_matrix import ROLES, Cell, House

ODD = (
    "/nothing-here",
    "/%00",
    "/es/nothing",
    "/questions/../../etc/passwd",
    "/api/v1/nothing",
    "/static/x/y.css",
    "//evil.example/",
)
MULTIPART = "multipart/form-data; boundary=b"
LARGE = b'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n' + b"x" * (1024 * 1024 + 1) + b"\r\n--b--\r\n"
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")


def _of_route(house: House) -> dict[str, Cell]:
    return {cell.route: cell for cell in house.cells}


def test_every_response_of_every_route_has_the_headers_of_its_class(house: House) -> None:
    wrong: set[str] = set()
    seen: Counter[str] = Counter()
    for role, cell in product(ROLES, house.cells):
        answer = house.ask(role, cell, house.path(cell))
        seen[class_of(cell, answer)] += 1
        wrong |= {f"{cell.method} {cell.route} ({answer.status_code}): {fault}" for fault in faults(cell, answer)}
        if cell.method == "POST" and answer.status_code < 400:
            house.restore()
    print(f"\n{seen.total()} responses: {dict(seen)}")
    assert "\n".join(sorted(wrong)) == ""
    found = house.app.test_client().get("/api/v1/search?q=dry+hands")
    api = next(cell for cell in house.cells if cell.endpoint == "search_api.find")
    assert class_of(api, found) == "public API"
    assert faults(api, found) == []
    assert {
        "public page",
        "framed page",
        "feed",
        "static file",
        "private page",
        "private API",
        "redirect",
        "error",
        "health",
    } <= seen.keys()


def test_other_methods_have_them_too(house: House) -> None:
    wrong: set[str] = set()
    client = house.app.test_client()
    for cell, method in product(_of_route(house).values(), METHODS):
        answer = client.open(house.path(cell), method=method)
        assert answer.status_code < 500, (method, cell.route)
        assert answer.status_code != 200 or method in {"HEAD", "OPTIONS"}, (method, cell.route)
        wrong |= {f"{method} {cell.route} ({answer.status_code}): {fault}" for fault in faults(cell, answer)}
    assert "\n".join(sorted(wrong)) == ""


def test_what_goes_wrong_has_them_too(house: House) -> None:
    client = house.app.test_client()
    answers = {f"GET {path}": client.get(path) for path in ODD}
    answers["413"] = client.post("/sign-in", data=LARGE, content_type=MULTIPART)
    answers["413 whole"] = client.post("/sign-in", data={f"x{n}": "x" * 500_000 for n in range(5)})
    answers["400 host"] = client.get("/", headers={"Host": "evil.example"})
    answers["415"] = client.post("/sign-in", data="{}", content_type="application/json")
    answers["422"] = client.post("/api/v1/search", json={"limit": "many"})
    answers["500"] = _failed(house)
    assert answers["500"].status_code == 500
    assert answers["413"].status_code == answers["413 whole"].status_code == 413
    wrong = [f"{name} ({it.status_code}): {fault}" for name, it in answers.items() for fault in faults(None, it)]
    assert "\n".join(wrong) == ""
    assert all("Set-Cookie" not in answer.headers for answer in answers.values())


def _failed(house: House) -> TestResponse:
    """Return the answer of a view that fails in a way nobody foresaw."""
    view = house.app.view_functions["library.topics"]

    def broken() -> str:
        raise RuntimeError("a patient's words might stand here")

    house.app.view_functions["library.topics"] = broken
    propagating = house.app.config["PROPAGATE_EXCEPTIONS"]
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        # With a query, or the page would come from memory and the view never be asked.
        return FlaskClient(house.app, house.app.response_class).get("/topics?page=1")
    finally:
        house.app.view_functions["library.topics"] = view
        house.app.config["PROPAGATE_EXCEPTIONS"] = propagating


def test_every_class_is_there_for_something() -> None:
    assert all(class_.keeping for class_ in CLASSES.values())
    private = [class_ for name, class_ in CLASSES.items() if name.startswith("private")]
    assert all(class_.keeping == ("no-store",) for class_ in private)
