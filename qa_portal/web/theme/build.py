"""Build the style sheet from the kit's Sass, our colours and our own CSS. Developers only; needs node and npm.

    python -m qa_portal.web.theme.build            # fetches the kit into a temporary folder
    python -m qa_portal.web.theme.build --kit DIR  # uses DIR/node_modules

The result is committed in `qa_portal/web/static/`, so that installing needs neither node nor a network.

The kit (NHS.UK frontend, MIT) has custom properties, but its rules do not use them. So every colour
setting is given a sentinel colour of its own, which is replaced by `var(...)` after the compile. Its physical
sides (left, right) are turned into logical ones, so that pages mirror for right-to-left languages.
"""

import argparse
import hashlib
import json
import re
import subprocess
import tempfile
from pathlib import Path

KIT = "nhsuk-frontend@10.6.1"
SASS = "sass@1.108.2"
HERE = Path(__file__).parent
STATIC = HERE.parent / "static"
OWN_FILES = (
    "portal.js",
    "drafts.js",
    "suggest.js",
    "desk.js",
    "keys.js",
    "work.js",
    "passkeys.js",
    "patient.js",
    "puzzle.js",
    "icon.svg",
    "embed.css",
)
"""Static files that are written by hand; the style sheet is the one that is built."""
OWN_STYLES = ("portal.css", "journey.css")
"""Our own style sheets, in this order after the kit's."""
SIDES = (
    (r"\b(margin|padding)-left:", r"\1-inline-start:"),
    (r"\b(margin|padding)-right:", r"\1-inline-end:"),
    (r"\bborder-left(-\w+)?:", r"border-inline-start\1:"),
    (r"\bborder-right(-\w+)?:", r"border-inline-end\1:"),
    (r"(?<=[;{])left:", "inset-inline-start:"),
    (r"(?<=[;{])right:", "inset-inline-end:"),
    (r"\btext-align:left\b", "text-align:start"),
    (r"\btext-align:right\b", "text-align:end"),
    (r"\bfloat:left\b", "float:inline-start"),
    (r"\bfloat:right\b", "float:inline-end"),
)
FIXED = {
    "#aeb7bd": "var(--nhsuk-border-hover-colour)",
    "#4c6272": "var(--nhsuk-secondary-text-colour)",
    "#d8dde0": "var(--nhsuk-border-colour)",
    "a:hover{color:#236936": "a:hover{color:var(--nhsuk-error-colour)",
    "background-color:#005eb8": "background-color:var(--nhsuk-brand-colour)",
}
"""Colours the kit's rules take from its palette and not from a setting."""
UNWANTED = re.compile(
    r"[^{}]*(?:search-(?:cancel|results)-(?:button|decoration)|\.nhsuk-button--(?:reverse|login|brand)|\.nhsuk-icon)[^{}]*"
    r"\{(?:[^{}]|\{[^{}]*\})*\}"
)
"""Rules for what the portal has not: its icons, a search box's cross, buttons on a coloured ground."""
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b")


def fetch_kit(folder: Path) -> None:
    """Install the kit and its compiler into a folder."""
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), KIT, SASS]
    subprocess.run(command, check=True)


def sentinels(settings_scss: str, names: set[str]) -> dict[str, str]:
    """One colour that appears nowhere else for each colour setting of the kit that the theme names."""
    settings = re.findall(r"^\$(nhsuk-[a-z-]+):", settings_scss, re.MULTILINE)
    wanted = [name for name in settings if f"--{name}" in names]
    return {name: f"#{0x11 + i * 3:02x}{0xA1 - i:02x}{0x37 + i * 2:02x}" for i, name in enumerate(wanted)}


def compile_kit(kit: Path, names: set[str]) -> str:
    """Compile the kit's parts, with `var(...)` wherever a colour setting is used."""
    modules = kit / "node_modules"
    settings = modules / "nhsuk-frontend/dist/nhsuk/core/settings/_colours-applied.scss"
    marks = sentinels(settings.read_text(encoding="utf-8"), names)
    theme = ",\n  ".join(["$nhsuk-font-family: (system-ui)", *(f"${name}: {mark}" for name, mark in marks.items())])
    source = (HERE / "kit.scss").read_text(encoding="utf-8").replace("@THEME@", theme)
    command = ["node", str(modules / "sass/sass.js"), "--style=compressed", "--no-source-map", "--quiet", "--stdin"]
    done = subprocess.run(
        [*command, f"--load-path={modules}"], input=source, capture_output=True, text=True, check=True
    )
    css = re.sub(r":root\{[^}]*\}", "", done.stdout.removeprefix("\ufeff"), count=1)
    for name, mark in marks.items():
        css = css.replace(mark, f"var(--{name})")
    for fixed, replacement in FIXED.items():
        css = css.replace(fixed, replacement)
    for pattern, replacement in SIDES:
        css = re.sub(pattern, replacement, css)
    return UNWANTED.sub("", css)


def custom_properties(colours: dict[str, dict[str, str]]) -> str:
    """The two schemes as custom properties."""
    light, dark = (";".join(f"{name}:{value}" for name, value in colours[key].items()) for key in ("light", "dark"))
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        # Paper is white, whatever the screen was.
        f"@media print{{:root{{{light}}}}}\n"
    )


def squeeze(css: str) -> str:
    """Take comments and needless space out of hand-written CSS."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}").strip()


def write_manifest() -> None:
    """Write down the sha256 of every file that is served."""
    names = sorted(("portal.css", *OWN_FILES))
    sums = {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in names}
    (STATIC / "manifest.json").write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")


def build(kit: Path) -> None:
    """Write `portal.css` and the manifest."""
    colours: dict[str, dict[str, str]] = json.loads((HERE / "colours.json").read_text(encoding="utf-8"))
    kit_css = compile_kit(kit, set(colours["light"]))
    own = squeeze("".join((HERE / name).read_text(encoding="utf-8") for name in OWN_STYLES))
    notice = "/* Forms and text: NHS.UK frontend 10.6.1, MIT licence, see docs/third-party-notices.md. */\n"
    (STATIC / "portal.css").write_text(notice + custom_properties(colours) + kit_css + own + "\n", encoding="utf-8")
    write_manifest()
    left = sorted(set(COLOUR.findall(kit_css)))
    print(f"portal.css: {(STATIC / 'portal.css').stat().st_size} bytes; colours that cannot be themed: {left}")


def main() -> None:
    """Run the build."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kit", type=Path, help="folder whose node_modules has the kit and sass")
    arguments.add_argument("--manifest-only", action="store_true", help="only the script or an icon has changed")
    chosen = arguments.parse_args()
    if chosen.manifest_only:
        write_manifest()
    elif chosen.kit:
        build(chosen.kit)
    else:
        with tempfile.TemporaryDirectory() as folder:
            fetch_kit(Path(folder))
            build(Path(folder))


if __name__ == "__main__":
    main()
