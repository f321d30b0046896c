"""Rate limits: the burst at once, the rate on average, and bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from vocapp.http.rate_limit import Buckets, Rate


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_through_and_then_the_rate() -> None:
    clock = Clock()
    buckets = Buckets(Rate(per_second=2, burst=3), clock=clock)

    assert [buckets.spend("Ada") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.spend("Omar") == 0
    clock.now += 0.5
    assert (buckets.wait("Ada"), buckets.spend("Ada"), buckets.wait("Ada")) == (0, 0, 0.5)


def test_the_time_to_wait_is_what_the_missing_tokens_take() -> None:
    clock = Clock()
    buckets = Buckets(Rate(per_second=2, burst=1), clock=clock)
    assert buckets.wait("Ada", 0.5) == 0
    buckets.spend("Ada")
    clock.now += 0.25
    assert (buckets.wait("Ada"), buckets.spend("Ada")) == (0.25, 0.25)
    assert buckets.spend("Omar", 3) == 1
    assert buckets.spend("Omar") == 0, "a refused spend takes nothing"


def test_no_more_than_twice_the_number_of_keys_is_kept() -> None:
    buckets = Buckets(Rate(per_second=1, burst=1), most=1, clock=Clock())
    for key in ("Ada", "Bea", "Cleo"):
        buckets.spend(key)
    assert len(buckets) == 2


@given(st.lists(st.floats(0, 3), max_size=80))
def test_no_caller_gets_more_than_burst_and_rate_together(pauses: list[float]) -> None:
    clock = Clock()
    buckets = Buckets(Rate(per_second=1.5, burst=4), clock=clock)
    start, passed = clock.now, 0
    for pause in pauses:
        clock.now += pause
        passed += buckets.spend("Ada") == 0
        assert passed <= 4 + 1.5 * (clock.now - start) + 1e-6


def test_a_flood_of_keys_is_bounded_and_forgets_only_the_long_unused() -> None:
    clock = Clock()
    buckets = Buckets(Rate(per_second=0.001, burst=1), most=100, clock=clock)
    buckets.spend("Ada")
    for n in range(150):
        buckets.spend(n)
    assert buckets.spend("Ada") > 0

    for n in range(10_000):
        buckets.spend(n)

    assert len(buckets) <= 200
