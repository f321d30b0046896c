"""A brand may choose any accent; what is shown can be read."""

from hypothesis import given
from hypothesis import strategies as st

from vocapp.catalogue.contrast import DARK_GROUND, LIGHT_GROUND, MINIMUM, contrast, readable_colours

accents = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#777777", "#777777") == 1


def test_grey_of_the_guidelines_just_passes() -> None:
    assert contrast("#767676", "#ffffff") >= MINIMUM > contrast("#777777", "#ffffff")


def test_a_readable_accent_is_kept_as_it_is() -> None:
    assert readable_colours("#0F766E").light == "#0f766e"


def test_yellow_becomes_a_darker_yellow_on_white_and_stays_on_dark() -> None:
    colours = readable_colours("#ffff00")
    assert colours.light == "#7a7a00"
    assert colours.dark == "#ffff00"


@given(accents)
def test_every_accent_can_be_read_on_both_grounds_and_written_on(accent: str) -> None:
    colours = readable_colours(accent)
    assert contrast(colours.light, LIGHT_GROUND) >= MINIMUM
    assert contrast(colours.dark, DARK_GROUND) >= MINIMUM
    assert contrast(colours.on_light, colours.light) >= MINIMUM
    assert contrast(colours.on_dark, colours.dark) >= MINIMUM
