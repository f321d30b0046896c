"""Do Ann and Ben say the same of what they read?"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.metrics.krippendorff_alpha import FEWEST, agreement

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: four observers, names, alpha .743.
MISSING = None
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, MISSING, MISSING, MISSING),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, MISSING, 3),
    (MISSING, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, MISSING),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, MISSING),
)


def test_the_published_example() -> None:
    texts = [[said for said in column if said is not MISSING] for column in zip(*OBSERVERS, strict=True)]
    found = agreement(texts)
    assert found is not None
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert found.texts == 11
    assert found.low < found.alpha < found.high


def test_full_agreement_is_one() -> None:
    found = agreement([["negative", "negative"], ["positive", "positive"]] * FEWEST)
    assert found is not None
    assert (found.alpha, found.low, found.high) == (1, 1, 1)


def test_few_texts_or_one_name_give_no_collocation() -> None:
    assert agreement([]) is None
    assert agreement([["negative", "positive"]] * (FEWEST - 1)) is None
    assert agreement([["neutral"]] * 100) is None
    assert agreement([["neutral", "neutral"]] * 100) is None


def test_chance_agreement_has_alpha_zero() -> None:
    draw = random.Random(7)
    found = agreement([[draw.randrange(3), draw.randrange(3)] for _ in range(5000)])
    assert found is not None
    assert found.low < 0 < found.high
    assert found.high - found.low < 0.06


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=40))
def test_alpha_does_not_depend_on_the_order_of_coders(texts: list[list[str]]) -> None:
    found, turned = agreement(texts), agreement([said[::-1] for said in reversed(texts)])
    assert (found is None) == (turned is None)
    if found is not None and turned is not None:
        assert found.alpha == pytest.approx(turned.alpha)
        assert -1 <= found.low <= found.high <= 1
