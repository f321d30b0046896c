"""Case 72, from answers to the page's number: 0 is an answer, a skip is none."""

import pytest

from tests.rollups.number_reading import load_scores
from tests.rollups.test_numbers import LENA, WEEK
from tests.rollups.world_fixtures import World
from vocapp.questionnaire.values import PREFER_NOT_TO_SAY, SKIPPED
from vocapp.rollups.count_stage import count_subjects


@pytest.mark.parametrize(
    ("answers", "value", "n"),
    [
        ((10, 9, 8, 7, 6, 0, SKIPPED), 0, 6),
        ((0, 0, 0, 0, 0, SKIPPED, SKIPPED), -100, 5),
        ((10, 10, 10, 10, 0, PREFER_NOT_TO_SAY), 60, 5),
        ((7, 7, 7, 7, 8), 0, 5),
        ((0, 10, 0, 10, 5, 9, SKIPPED), 0, 6),
        ((9, 9, 9, 9, 9, 6, SKIPPED), 66.7, 6),
    ],
)
async def test_nps_of_answers_and_skips(world: World, answers: tuple[object, ...], value: float, n: int) -> None:
    ids = [await world.answer({"nps": answer}, survey="post_contact") for answer in answers]
    await count_subjects(ids)
    [found] = [score for score in await load_scores(LENA, WEEK) if score.measure.key.startswith("nps:")]
    assert found.figure is not None
    assert (round(found.figure.value, 1), found.n) == (value, n)
