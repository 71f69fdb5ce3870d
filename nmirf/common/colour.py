"""Colours that can be read: contrast, and an accent made readable on the page's grounds.

Source: WCAG 2.2, success criterion 1.4.3 and the definitions of relative luminance and contrast.
"""

from collections.abc import Iterable
from dataclasses import dataclass

READABLE = 4.5
# Every ground on which static/css/main.css sets text in the accent, by theme.
LIGHT_GROUNDS = ("#ffffff", "#f5f6f8", "#fdf3e3", "#fcecec", "#e6f4ec")
DARK_GROUNDS = ("#10151f", "#0b0f17", "#33240f", "#3a171b", "#11301f")
STEPS = 100

Channels = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Accent:
    """A State's colour as each theme shows it; `soft` is the ground of marked text."""

    light: str
    light_soft: str
    dark: str
    dark_soft: str


def contrast(first: str, second: str) -> float:
    """From 1 (the same) to 21 (black on white); colours as #rrggbb."""
    lower, higher = sorted((_luminance(first), _luminance(second)))
    return (higher + 0.05) / (lower + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0–1) of `other` in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def accent(colour: str) -> Accent:
    """`colour`, darkened for the light theme and lightened for the dark one as far as it must be.

    Text in the accent on any ground, and the page's ground as text on the accent, then have a
    contrast of at least 4.5 : 1.
    """
    light_soft, dark_soft = mix(colour, "#ffffff", 0.9), mix(colour, "#10151f", 0.82)
    return Accent(
        light=_readable(colour, "#000000", (*LIGHT_GROUNDS, light_soft)),
        light_soft=light_soft,
        dark=_readable(mix(colour, "#ffffff", 0.5), "#ffffff", (*DARK_GROUNDS, dark_soft)),
        dark_soft=dark_soft,
    )


def _readable(colour: str, towards: str, grounds: Iterable[str]) -> str:
    """The nearest colour on the way `towards` black or white that is readable on all grounds."""
    listed = tuple(grounds)
    candidates = (mix(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next(
        (
            found
            for found in candidates
            if all(contrast(found, ground) >= READABLE for ground in listed)
        ),
        towards,
    )


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
