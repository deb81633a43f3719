"""The theme: people can read it, it is ours, and what is served is what was committed."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from qa_portal.web import static_files
from qa_portal.web.packing import Coding
from qa_portal.web.theme import build
from tests.web.gallery import gallery_app

WEB = Path(static_files.__file__).parent
COLOURS: dict[str, dict[str, str]] = json.loads((WEB / "theme/colours.json").read_text(encoding="utf-8"))
TEXT, LINE = 4.5, 3.0
"""Least contrast of text, and of the edges of a control. Source: WCAG 2.2, 1.4.3 and 1.4.11 (AA)."""
GROUNDS = ("--nhsuk-body-background-colour", "--nhsuk-card-background-colour", "--portal-inset-ground",
           "--portal-footer-ground", "--portal-info-ground", "--portal-success-ground", "--portal-warning-ground",
           "--portal-row-hover")  # fmt: skip
ON_GROUNDS = ("--nhsuk-text-colour", "--nhsuk-secondary-text-colour", "--nhsuk-link-colour",
              "--nhsuk-link-hover-colour", "--nhsuk-link-visited-colour", "--nhsuk-error-colour",
              "--nhsuk-success-colour")  # fmt: skip
TONES = ("grey", "blue", "green", "yellow", "red", "purple")
PAIRS = (
    [(text, ground, TEXT) for text in ON_GROUNDS for ground in GROUNDS]
    + [(f"--portal-tag-{tone}-text", f"--portal-tag-{tone}", TEXT) for tone in TONES]
    + [
        (f"--portal-{part}-text", f"--portal-{part}-ground", TEXT)
        for part in ("strip", "panel", "routine", "urgent", "emergency", "mark", "new", "gone")
    ]
    + [
        (f"--nhsuk-button-{text}", f"--nhsuk-{ground}", TEXT)
        for text, ground in [
            ("text-colour", "button-colour"),
            ("text-colour", "button-hover-colour"),
            ("text-colour", "button-active-colour"),
            ("text-colour", "warning-button-colour"),
            ("text-colour", "warning-button-hover-colour"),
        ]
    ]
    + [
        ("--nhsuk-reverse-text-colour", "--nhsuk-brand-colour", TEXT),
        ("--nhsuk-focus-text-colour", "--nhsuk-focus-colour", TEXT),
        ("--nhsuk-text-colour", "--nhsuk-input-background-colour", TEXT),
        ("--nhsuk-secondary-text-colour", "--nhsuk-input-background-colour", TEXT),
        ("--nhsuk-secondary-button-text-colour", "--nhsuk-secondary-button-solid-background-colour", TEXT),
        ("--nhsuk-secondary-button-text-colour", "--nhsuk-secondary-button-hover-colour", TEXT),
        ("--nhsuk-secondary-button-text-colour", "--nhsuk-secondary-button-active-colour", TEXT),
    ]
    + [
        (line, ground, LINE)
        for line in ("--nhsuk-input-border-colour", "--nhsuk-error-colour", "--portal-info-line",
                     "--portal-success-line", "--portal-warning-line")
        for ground in ("--nhsuk-body-background-colour", "--nhsuk-card-background-colour")
    ]
)  # fmt: skip


def colour(scheme: str, name: str) -> str:
    """A colour as the scheme has it: dark falls back to light, `var()` is followed."""
    value = COLOURS[scheme].get(name) or COLOURS["light"][name]
    named = re.fullmatch(r"var\((--[\w-]+)\)", value)
    return colour(scheme, named.group(1)) if named else value


def luminance(hexed: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = [int(hexed[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1.0 to 21.0."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right_at_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_everything_can_be_read_in_both_schemes(scheme: str, front: str, ground: str, least: float) -> None:
    assert contrast(colour(scheme, front), colour(scheme, ground)) >= least


def test_every_colour_of_the_dark_scheme_exists_in_the_light_one() -> None:
    assert set(COLOURS["dark"]) <= set(COLOURS["light"])


def test_rules_name_no_colour_but_through_a_property() -> None:
    sheet = (WEB / "static/portal.css").read_text(encoding="utf-8")
    rules = re.sub(r":root\{[^}]*\}|@media print\{.*?\}\}", "", sheet, flags=re.DOTALL)
    rules = re.sub(r"-print-text-colour\)", "", rules)
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) <= {"#fff", "#000"}


def test_every_property_that_is_used_is_defined() -> None:
    sheet = (WEB / "static/portal.css").read_text(encoding="utf-8")
    used = set(re.findall(r"var\((--(?:nhsuk|portal)-[\w-]*colour|--portal-[\w-]+)\)", sheet))
    assert used <= set(COLOURS["light"])


def test_the_sheet_mirrors_for_right_to_left_languages() -> None:
    own = "".join((WEB / "theme" / name).read_text(encoding="utf-8") for name in build.OWN_STYLES)
    assert not re.findall(
        r"(?:margin|padding|border)-(?:left|right)|[;{ ](?:left|right):|text-align: ?(?:left|right)", own
    )


def test_served_files_are_the_ones_of_the_manifest() -> None:
    here = {path.name for path in static_files.FOLDER.iterdir()} - {static_files.MANIFEST.name}
    sums = {name: hashlib.sha256((static_files.FOLDER / name).read_bytes()).hexdigest() for name in here}
    assert sums == static_files.manifest()


def test_the_sheet_was_built_from_the_colours_and_the_css_that_are_committed() -> None:
    sheet = (static_files.FOLDER / "portal.css").read_text(encoding="utf-8")
    assert build.custom_properties(COLOURS) in sheet
    own = "".join((WEB / "theme" / name).read_text(encoding="utf-8") for name in build.OWN_STYLES)
    assert sheet.rstrip("\n").endswith(build.squeeze(own))


MARKS = (
    "assets.nhs" + ".uk",
    "nhs.uk/" + "search",
    "Fruti" + "ger",
    "lo" + "zenge",
    "nhsuk-" + "logo",
    "www.nhs" + ".uk",
)


def test_no_mark_of_the_kits_authors_is_shipped() -> None:
    for path in WEB.rglob("*"):
        if path.suffix in {".css", ".js", ".svg", ".html", ".scss", ".json"}:
            text = path.read_text(encoding="utf-8").lower()
            assert not [mark for mark in MARKS if mark.lower() in text], path


@pytest.mark.parametrize("path", ["/gallery", "/account/gallery", "/nowhere", "/fail/unforeseen"])
def test_no_mark_of_the_kits_authors_is_sent(path: str, app: Flask) -> None:
    text = app.test_client().get(path).get_data(as_text=True).lower()
    assert not [mark for mark in MARKS if mark.lower() in text]


def test_the_script_of_every_page_is_small() -> None:
    script = (static_files.FOLDER / "portal.js").read_text(encoding="utf-8")
    assert len(script.encode()) < 6.25 * 1024


@pytest.mark.parametrize("name", sorted(one.name for one in static_files.FOLDER.glob("*.js")))
def test_a_script_keeps_nothing_on_the_device_and_makes_no_code_of_text(name: str) -> None:
    script = (static_files.FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|\beval\b|innerHTML|new Function", script
    )


def test_the_sheet_fits_into_a_slow_phone() -> None:
    assert len(static_files.content("portal.css").body(Coding.GZIP)) < 25 * 1024
    assert len(static_files.content("portal.css").body(Coding.BROTLI)) < 22 * 1024


@pytest.fixture
def app() -> Flask:
    """The gallery."""
    return gallery_app()


def test_a_file_of_today_is_kept_for_a_year(app: Flask) -> None:
    with app.test_request_context("/"):
        url = static_files.static_url("portal.css")
    answer = app.test_client().get(url)
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_a_file_asked_for_by_an_older_page_is_kept_for_a_moment(app: Flask) -> None:
    answer = app.test_client().get("/static/000000000000/portal.js")
    assert answer.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("name", ["manifest.json", "../shell.py", "nothing.css", "..%2fshell.py"])
def test_nothing_but_the_manifests_files_is_served(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/static/{static_files.version()}/{name}").status_code == 404


def test_a_file_is_packed_for_who_can_unpack_it_and_asked_for_once(app: Flask) -> None:
    client = app.test_client()
    url = f"/static/{static_files.version()}/portal.css"
    plain = client.get(url)
    for coding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = client.get(url, headers={"Accept-Encoding": coding})
        assert unpack(packed.data) == plain.data
        assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == (coding, "Accept-Encoding")
        assert packed.headers["ETag"] != plain.headers["ETag"]
    assert client.get(url, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
