"""A site's own face: what it may say of itself, and why something is refused."""

from pathlib import Path

import pytest

from config.site import PAPER, PETROL, Site, SiteRefused, contrast, site


def said(folder: Path, text: str) -> Site:
    (folder / "site.toml").write_text(text)
    return site(folder)


def test_without_a_word_it_is_ours(tmp_path: Path) -> None:
    assert site(tmp_path) == Site(name="Alongside", service_of="", colour=PETROL, logo=None)


def test_a_site_has_its_own_name_colour_and_logo(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    text = (
        'name = "Together in Wexbridge"\nservice_of = "A service of Wexbridge"\ncolour = "#5B1A4A"\nlogo = "logo.svg"\n'
    )
    logo = tmp_path / "logo.svg"
    assert said(tmp_path, text) == Site("Together in Wexbridge", "A service of Wexbridge", "#5b1a4a", logo)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('colour = "#f0b13c"', "too light.*1.7 to 1.*Choose a darker shade"),
        ('colour = "#7b7b7b"', "too light"),
        ('colour = "petrol"', "six digits"),
        ('name = ""', "1 to 40 letters"),
        ('logo = "../logo.svg"', "not one that is there"),
        ('logo = "logo.png"', "SVG"),
        ('color = "#12414b"', "names color"),
        ("name = ", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SiteRefused, match=says):
        said(tmp_path, text)


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast(PETROL, PAPER) > 7
