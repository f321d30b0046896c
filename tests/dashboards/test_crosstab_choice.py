"""What an address asks a crosstab for, and what is refused with its remedy."""

import pytest

from vocapp.dashboards.crosstab_choice import DEFAULT, CrosstabChoice, read_choice
from vocapp.rollups.rollup_slice import Dimension, SliceError


def test_an_empty_address_is_channels_by_touchpoints() -> None:
    assert read_choice({}, is_bound=False) == DEFAULT
    assert read_choice({"rows": "", "columns": "", "statistic": ""}, is_bound=False) == DEFAULT


def test_the_address_holds_the_choice() -> None:
    choice = CrosstabChoice(Dimension.UNIT, Dimension.WEEK, "top")
    assert read_choice(choice.fields(), is_bound=False) == choice
    assert choice.fields(measure="nps")["measure"] == "nps"


def test_who_must_not_identify_people_sees_weeks_instead_of_days() -> None:
    days = {"rows": "unit", "columns": "day"}
    assert read_choice(days, is_bound=False).columns is Dimension.DAY
    assert read_choice(days, is_bound=True).columns is Dimension.WEEK


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"rows": "colour"}, "rows: colour is no dimension. Choose one of channel, touchpoint,"),
        ({"columns": "channel"}, "columns: channel is in the rows already. Choose another dimension"),
        ({"rows": "week", "columns": "month"}, "columns: month is a period, like the rows (week). Choose channel"),
        ({"statistic": "luck"}, "statistic: luck is unknown. Choose one of score, mean, top, bottom, n."),
    ],
)
def test_what_is_no_crosstab_names_field_value_and_remedy(query: dict[str, str], words: str) -> None:
    with pytest.raises(SliceError) as refused:
        read_choice(query, is_bound=False)
    assert str(refused.value).startswith(words)
