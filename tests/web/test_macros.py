"""The macros: safe with hostile values in every parameter, and wired for people who do not see the page."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from qa_portal import clock
from qa_portal.web.links import NOWHERE, has_long_word, page_numbers, safe_url, tel_url
from qa_portal.web.puzzles import Puzzle
from tests.web.gallery import ERRORS, NOON, gallery_app, render

EVIL = "\"'><script>alert(1)</script>{{ 7 * 7 }}"
APP = gallery_app()
CALLS = {
    "icon": "ui.icon(e)",
    "link": "ui.link(e, e)",
    "phone": "ui.phone(e)",
    "error_summary": "ui.error_summary({e: [e], '_': [e]})",
    "field": "ui.field(e, e, e, hint=e, errors={e: [e]}, type=e, autocomplete=e, inputmode=e, width=e, maxlength=e)",
    "area": "ui.area(e, e, e, hint=e, errors={e: [e]}, rows=e, max_chars=e)",
    "radios": "ui.radios(e, e, [(e, e, e), (e, e)], value=e, hint=e, errors={e: [e]}, inline=e)",
    "checkbox": "ui.checkbox(e, e, checked=e, hint=e, errors={e: [e]}, value=e)",
    "checkboxes": "ui.checkboxes(e, e, [(e, e, e)], values=[e], hint=e, errors={e: [e]})",
    "select": "ui.select(e, e, [(e, e)], value=e, hint=e, errors={e: [e]})",
    "button": "ui.button(e, kind=e, name=e, value=e)",
    "link_button": "ui.link_button(e, e, kind=e)",
    "tag": "ui.tag(e, e)",
    "summary_list": "ui.summary_list([(e, e, e, e), (e, e), (e, e, e)])",
    "panel": "ui.panel(e, e)",
    "notice": "ui.notice(e, e)",
    "table": "ui.table([e], [[e]], e)",
    "table_empty": "ui.table([e], [], e, empty_text=e)",
    "pagination": "ui.pagination(2, 9, evil_url)",
    "back_link": "ui.back_link(e, e)",
    "steps": "ui.steps([(e, e)])",
    "poll": "ui.poll(e, e)",
    "puzzle": "ui.puzzle()",
    "diff": "ui.diff([{'kind': 'removed', 'text': e}, {'kind': 'added', 'text': e}, {'kind': 'same', 'text': e}])",
    "time": "ui.time(noon)",
}
BLOCKS = {"care_card": "ui.care_card(e, e)", "details": "ui.details(e)", "inset": "ui.inset()", "empty": "ui.empty(e)"}


class _Reader(HTMLParser):
    """Notes every tag and attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def ids(self) -> list[str]:
        return [value for _, name, value in self.attributes if name == "id" and value]

    def described(self) -> list[str]:
        return [
            one for _, name, value in self.attributes if name == "aria-describedby" for one in (value or "").split()
        ]


def made(source: str, *, language: str = "en", **values: object) -> str:
    """Render one call."""
    more = {
        "e": EVIL,
        "noon": NOON,
        "evil_url": lambda page: f"javascript:alert({page})",
        "form_puzzle": lambda: Puzzle(EVIL, EVIL, 8, 30),
        **values,
    }
    return render(APP, source, language=language, **more)


@pytest.mark.parametrize("call", [f"{{{{ {call} }}}}" for call in CALLS.values()] + [
    f"{{% call {call} %}}{{{{ e }}}}{{% endcall %}}" for call in BLOCKS.values()
], ids=[*CALLS, *BLOCKS])  # fmt: skip
def test_hostile_values_stay_text_in_every_parameter(call: str) -> None:
    html = made(call)
    read = _Reader(html)
    assert "script" not in read.tags
    assert not [name for _, name, _ in read.attributes if name.startswith("on") or "<" in name or '"' in name]
    ways = [value or "" for _, name, value in read.attributes if name == "href"]
    assert not [way for way in ways if "alert" in way and not way.startswith("#")]
    assert "49" not in html


def test_every_macro_is_tried() -> None:
    source = APP.jinja_env.loader.get_source(APP.jinja_env, "web/macros.html")[0]  # type: ignore[union-attr]
    names = {name for name in re.findall(r"{% macro (\w+)", source) if not name.startswith("_")}
    assert names == ({*CALLS, *BLOCKS, "csrf", "autosave_status"} - {"table_empty"})


FIELDS: dict[str, Callable[[str], str]] = {
    "title": lambda more: f'{{{{ ui.field("title", "Title", {more}) }}}}',
    "words": lambda more: f'{{{{ ui.area("words", "Words", max_chars=200, {more}) }}}}',
    "how_long": lambda more: f'{{{{ ui.radios("how_long", "How long?", [("a", "A", "hint"), ("b", "B")], {more}) }}}}',
    "topic": lambda more: f'{{{{ ui.select("topic", "Topic", [("a", "A")], {more}) }}}}',
    "agree": lambda more: f'{{{{ ui.checkbox("agree", "Agree", {more}) }}}}',
}


@pytest.mark.parametrize("name", FIELDS)
def test_hint_and_error_are_tied_to_the_box_and_the_summary_leads_there(name: str) -> None:
    html = made("{{ ui.error_summary(errors) }}" + FIELDS[name]('hint="A hint", errors=errors'), errors=ERRORS)
    read = _Reader(html)
    assert {f"{name}-hint", f"{name}-error"} <= set(read.described()) <= set(read.ids())
    assert name in read.ids()
    assert f'href="#{name}"' in html
    assert len(read.ids()) == len(set(read.ids()))


@pytest.mark.parametrize("name", FIELDS)
def test_a_box_without_mistakes_says_nothing_of_one(name: str) -> None:
    html = made(FIELDS[name]("errors=errors"), errors={"other": ["Wrong."]})
    assert "error" not in html
    assert "aria-invalid" not in html


@pytest.mark.parametrize("name", FIELDS)
def test_two_boxes_of_one_name_may_have_ids_of_their_own(name: str) -> None:
    both = FIELDS[name]('hint="A", errors=errors') + FIELDS[name]('hint="B", errors=errors, id="other"')
    read = _Reader(made(both, errors=ERRORS))
    assert len(read.ids()) == len(set(read.ids()))
    assert {"other", "other-hint", "other-error"} <= set(read.ids())
    assert set(read.described()) <= set(read.ids())


def test_an_address_made_by_a_macro_is_escaped_once() -> None:
    source = "{% macro to(n) %}{{ url }}{% endmacro %}{{ ui.link(to(1), 'x') }}"
    assert 'href="/queue?list=mine&amp;page=1"' in made(source, url="/queue?list=mine&page=1")


def test_a_summary_of_no_errors_is_nothing() -> None:
    assert made("{{ ui.error_summary(None) }}{{ ui.error_summary({}) }}").strip() == ""


def test_what_was_typed_comes_back_exactly() -> None:
    typed = "\n  first\n<b>&amp; \u05d0"
    html = made('{{ ui.area("words", "Words", typed) }}', typed=typed)
    inside = html[html.index("<textarea") : html.index("</textarea>")].partition(">")[2]
    # A browser drops the one newline right after the tag.
    assert inside == "\n\n  first\n&lt;b&gt;&amp;amp; \u05d0"


@pytest.mark.parametrize("kind", ["password", "file"])
def test_a_secret_is_never_written_back(kind: str) -> None:
    assert "hunter2" not in made(f'{{{{ ui.field("x", "X", "hunter2", type="{kind}") }}}}')


def test_values_none_leave_the_box_empty() -> None:
    html = made('{{ ui.field("a", "A", none) }}{{ ui.area("b", "B", none) }}{{ ui.select("c", "C", [(1, "One")], 1) }}')
    assert "None" not in html
    assert 'value="1" selected' in html


def test_a_choice_is_marked_by_its_value_whatever_its_type() -> None:
    html = made('{{ ui.radios("n", "N", [(1, "one"), (2, "two")], value="2") }}')
    assert html.count("checked") == 1
    assert html.index("checked") > html.index('value="2"')


def test_a_cell_may_hold_markup_and_says_its_heading_on_a_phone() -> None:
    html = made("{{ ui.table(['Topic'], [[cell]], 'All') }}", cell=Markup("<b>Heart</b>"))
    assert "<b>Heart</b>" in html
    assert "Topic </span>" in html


def test_one_page_needs_no_list_of_pages() -> None:
    assert made("{{ ui.pagination(1, 1, evil_url) }}").strip() == ""


def test_a_time_is_said_in_the_clinics_zone_and_the_pages_language() -> None:
    clock.set_to(NOON)
    summer = NOON.replace(year=2025, month=7)
    assert made("{{ ui.time(noon) }}") == '<time datetime="2026-11-24T12:00:00+00:00">Tuesday 24 November, 12:00</time>'
    assert "Thursday 24 July 2025, 13:00" in made("{{ ui.time(summer) }}", summer=summer)
    assert "martes 24 de noviembre, 12:00" in made("{{ ui.time(noon) }}", language="es")


def test_an_unknown_state_or_colour_falls_back_to_the_quiet_one() -> None:
    html = made('{{ ui.tag("x", "black") }}{{ ui.steps([("x", "flying")]) }}{{ ui.notice("x", "shout") }}')
    assert all(name in html for name in ("nhsuk-tag--grey", "portal-steps__item--next", "portal-notice--info"))


@pytest.mark.parametrize(
    "url", ["/a/b?c=d#e", "#title", "?page=2", "https://example.com/x", "mailto:a@b.c", "tel:112", "page/2"]
)
def test_harmless_addresses_stay(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a b",
        "",
    ],
)
def test_addresses_that_do_more_than_lead_somewhere_lead_nowhere(url: str) -> None:
    assert safe_url(url) == NOWHERE


def test_a_telephone_number_is_dialled_by_its_digits() -> None:
    assert tel_url("+44 20 7946-0000") == "tel:+442079460000"
    assert tel_url("116 117") == "tel:116117"


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_a_page_list_shows_its_ends_and_the_neighbours(page: int, pages: int, shown: list[int | None]) -> None:
    assert page_numbers(page, pages) == shown


def test_only_words_that_would_push_a_table_off_the_page_are_long() -> None:
    assert has_long_word("a" * 25)
    assert not has_long_word(Markup('<a href="/a-very-long-address-that-nobody-sees">short</a>'))
