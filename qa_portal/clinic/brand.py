"""The clinic's colours: only checked hex values become CSS, and only those that people can read."""

import re

HEX = re.compile(r"#[0-9a-f]{6}")
MIN_CONTRAST = 4.5
"""Least contrast of text with what is behind it. Source: WCAG 2.2, 1.4.3 (AA)."""
LIGHT_GROUNDS = ("#ffffff", "#f5f8f9", "#e4eaec", "#e3eef0")
"""What links stand on in the light theme: a card, the page, the footer, a button under the pointer."""
DARK_GROUND = "#2b444b"
"""The lightest ground a link stands on in the dark theme."""


def is_colour(value: str) -> bool:
    """Say whether this is a plain hex colour such as `#0b5d6b`, and nothing else."""
    return HEX.fullmatch(value) is not None


def luminance(colour: str) -> float:
    """Relative luminance, 0.0 (black) to 1.0 (white). Source: WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1.0 to 21.0."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def contrast_on_light(colour: str) -> float:
    """The lowest contrast this colour has on our light grounds."""
    return min(contrast(colour, ground) for ground in LIGHT_GROUNDS)


def mixed(colour: str, other: str, share: float) -> str:
    """Mix two colours; `share` of the other, 0.0 to 1.0."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def for_dark(colour: str) -> str:
    """Lighten a colour just so far that it can be read on the dark scheme."""
    for step in range(21):
        lighter = mixed(colour, "#ffffff", step / 20)
        if contrast(lighter, DARK_GROUND) >= MIN_CONTRAST:
            return lighter
    return "#ffffff"


def css(brand_colour: str, button_colour: str) -> str:
    """Return the style sheet that puts the clinic's colours over the default theme; empty without colours.

    Values that are no plain hex colour are left out, wherever they came from.
    """
    light: list[str] = []
    dark: list[str] = []
    if is_colour(brand_colour):
        light += [
            f"--nhsuk-brand-colour:{brand_colour}",
            f"--nhsuk-link-colour:{brand_colour}",
            f"--nhsuk-link-hover-colour:{mixed(brand_colour, '#000000', 0.4)}",
            f"--nhsuk-link-active-colour:{mixed(brand_colour, '#000000', 0.4)}",
        ]
        bright = for_dark(brand_colour)
        dark += [
            f"--nhsuk-brand-colour:{mixed(brand_colour, '#000000', 0.2)}",
            f"--nhsuk-link-colour:{bright}",
            f"--nhsuk-link-hover-colour:{mixed(bright, '#ffffff', 0.4)}",
            f"--nhsuk-link-active-colour:{mixed(bright, '#ffffff', 0.4)}",
        ]
    if is_colour(button_colour):
        light += [
            f"--nhsuk-button-colour:{button_colour}",
            f"--nhsuk-button-hover-colour:{mixed(button_colour, '#000000', 0.2)}",
            f"--nhsuk-button-active-colour:{mixed(button_colour, '#000000', 0.5)}",
            f"--nhsuk-button-shadow-colour:{mixed(button_colour, '#000000', 0.5)}",
        ]
    sheet = f":root{{{';'.join(light)}}}\n" if light else ""
    if dark:
        sheet += f"@media (prefers-color-scheme: dark){{:root{{{';'.join(dark)}}}}}\n"
    return sheet
