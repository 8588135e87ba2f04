"""A site's own face: its name, whose service it is, one colour and a logo, from site/site.toml where there is one.

Knows nothing of Django, since style sheets are built where Django is not installed.
"""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "site"
PETROL = "#12414b"
PAPER = "#f3f0e9"
# WCAG 2.2, 1.4.3: text of ordinary size. On paper it is harder than on white, so this covers white text on the colour too.
LEAST_CONTRAST = 4.5
LONGEST_NAME = 40
LINEAR_UP_TO = 0.04045  # sRGB's own
KEYS = {"name", "service_of", "colour", "logo"}


class SiteRefused(ValueError):
    """What the site says of itself cannot be used. The message says why, and what would do."""


@dataclass(frozen=True)
class Site:
    """`colour` is that of the bar, the headings' lines and the main buttons; `logo` an SVG file, shown beside the name."""

    name: str = "Alongside"
    service_of: str = ""
    colour: str = PETROL
    logo: Path | None = None

    @property
    def contrast_on_paper(self) -> float:
        """Of the colour as text on our paper, 1 to 21."""
        return contrast(self.colour, PAPER)

    @property
    def contrast_under_white(self) -> float:
        """Of white text on the colour."""
        return contrast(self.colour, "#ffffff")


def site(folder: Path | None = None) -> Site:
    """The site's face; our own where it says nothing. Raises SiteRefused."""
    folder = folder or Path(os.environ.get("SITE_FOLDER") or FOLDER)
    file = folder / "site.toml"
    if not file.is_file():
        return Site()
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteRefused(f"{file} cannot be read: {error}. See docs/pages.md for an example.") from error
    if unknown := sorted(set(said) - KEYS):
        raise SiteRefused(f"{file} names {', '.join(unknown)}. It takes {', '.join(sorted(KEYS))}, and nothing else.")
    return Site(
        name=_name(str(said.get("name", Site.name))),
        service_of=str(said.get("service_of", "")),
        colour=_colour(str(said.get("colour", PETROL))),
        logo=_logo(folder, str(said["logo"])) if said.get("logo") else None,
    )


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, 1 to 21, as WCAG 2.2 counts."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= LONGEST_NAME:
        raise SiteRefused(f"The site's name has to have 1 to {LONGEST_NAME} letters, to fit into the bar of a phone.")
    return text.strip()


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise SiteRefused(f"The site's colour is written as # and six digits, such as {PETROL}, not {text}.")
    apart = contrast(text, PAPER)
    if apart < LEAST_CONTRAST:
        raise SiteRefused(
            f"The site's colour {text} is too light: as text on our paper its contrast is {apart:.1f} to 1, and people"
            f" who see poorly need {LEAST_CONTRAST} to 1. Choose a darker shade of it."
        )
    return text.lower()


def _logo(folder: Path, name: str) -> Path:
    path = folder / name
    if path.suffix != ".svg" or path.parent != folder or not path.is_file():
        raise SiteRefused(f"The site's logo is an SVG file in {folder}; {name} is not one that is there.")
    return path


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
