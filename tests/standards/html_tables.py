"""What the HTML standard lets stand where. Source: html.spec.whatwg.org (elements index) and ARIA in HTML, as of 2026.

Only what our pages use is here: a new element or attribute makes the test fail until somebody looks it up.
"""


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCK = _set(
    "address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hgroup"
    " hr main nav ol p pre search section table ul"
)
"""Flow content that is no phrasing content."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SECTIONS = _set("article aside nav section")
PHRASING_PARENTS = _set(
    "p h1 h2 h3 h4 h5 h6 span strong em b i small code q cite abbr time label button output pre mark"
)
"""Elements whose content is phrasing content only."""
CHILDREN = {
    "ul": _set("li script template"),
    "ol": _set("li script template"),
    "dl": _set("dt dd div script template"),
    "table": _set("caption colgroup thead tbody tfoot tr script template"),
    "thead": _set("tr script template"),
    "tbody": _set("tr script template"),
    "tr": _set("td th script template"),
    "colgroup": _set("col template"),
    "select": _set("option optgroup hr script template"),
    "datalist": _set("option script template"),
}
"""Elements that hold these and no words of their own."""
PARENTS = {
    "li": _set("ul ol menu"),
    "dt": _set("dl div"),
    "dd": _set("dl div"),
    "figcaption": _set("figure"),
    "legend": _set("fieldset"),
    "summary": _set("details"),
    "caption": _set("table"),
    "option": _set("select datalist optgroup"),
}
NEVER_INSIDE = {
    "dt": SECTIONS | set(HEADINGS) | {"header", "footer"},
    "th": SECTIONS | set(HEADINGS) | {"header", "footer"},
    "header": _set("header footer main"),
    "footer": _set("header footer main"),
    "address": SECTIONS | set(HEADINGS) | {"header", "footer", "address"},
    "label": _set("label"),
    "caption": _set("table"),
    "article": _set("main"),
    "section": _set("main"),
    "nav": _set("main"),
    "aside": _set("main"),
}
"""Elements and what no depth inside them may hold."""
LABELABLE = _set("button input meter output progress select textarea")
INTERACTIVE = LABELABLE | _set("a iframe label details embed")
OBSOLETE = _set("acronym applet big center dir font frame frameset marquee noframes strike tt")
REFERENCES = _set("aria-labelledby aria-describedby aria-controls aria-owns aria-details aria-errormessage headers")
"""Attributes that hold one id or many."""
GLOBAL = _set(
    "id class lang dir title hidden tabindex role translate accesskey inert enterkeyhint inputmode"
    " spellcheck draggable autocapitalize autofocus"
)
ARIA = _set(
    "aria-atomic aria-autocomplete aria-busy aria-checked aria-controls aria-current aria-describedby aria-disabled"
    " aria-expanded aria-haspopup aria-hidden aria-invalid aria-label aria-labelledby aria-level aria-live aria-modal"
    " aria-pressed aria-required aria-selected aria-sort"
)
ATTRIBUTES = {
    "html": _set(""),
    "meta": _set("charset name content property http-equiv media"),
    "link": _set("rel href type hreflang media sizes title crossorigin integrity as"),
    "script": _set("src type defer async crossorigin integrity nomodule"),
    "a": _set("href hreflang target rel download type ping referrerpolicy"),
    "img": _set("src alt width height loading decoding srcset sizes"),
    "form": _set("action method enctype novalidate target accept-charset autocomplete name rel"),
    "input": _set(
        "type name value checked disabled required readonly size maxlength minlength min max step pattern placeholder"
        " autocomplete list multiple accept form formaction formmethod formnovalidate"
    ),
    "button": _set("type name value disabled form formaction formmethod formnovalidate"),
    "select": _set("name required disabled multiple size autocomplete form"),
    "option": _set("value selected disabled label"),
    "textarea": _set("name rows cols maxlength minlength required readonly disabled placeholder autocomplete wrap"),
    "label": _set("for"),
    "output": _set("for form name"),
    "fieldset": _set("disabled form name"),
    "time": _set("datetime"),
    "td": _set("colspan rowspan headers"),
    "th": _set("colspan rowspan headers scope abbr"),
    "ol": _set("start reversed type"),
    "li": _set("value"),
    "details": _set("open name"),
    "iframe": _set("src width height loading sandbox allow referrerpolicy name"),
    "blockquote": _set("cite"),
}
"""Attributes of an element beside the global ones; one that is not named has only those."""
SVG = _set("svg path g circle rect line title use defs polyline polygon ellipse text")
OWN_ROLES = {
    "a": "link", "article": "article", "aside": "complementary", "button": "button", "dialog": "dialog", "form": "form",
    "h1": "heading", "h2": "heading", "h3": "heading", "hr": "separator", "img": "img", "li": "listitem",
    "main": "main", "nav": "navigation", "option": "option", "section": "region", "table": "table", "tbody": "rowgroup",
    "td": "cell", "textarea": "textbox", "th": "columnheader", "thead": "rowgroup", "tr": "row",
}  # fmt: skip
"""Roles that elements have by themselves: to say them again is no error, but for a part of a table."""
TABLE_PARTS = _set("thead tbody tfoot tr td th")
