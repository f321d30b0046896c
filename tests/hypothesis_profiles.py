"""Hypothesis: `make test` tries the same examples in every run; `make trial` tries many more, at random."""

from hypothesis import HealthCheck, settings

TRIAL = "trial"
"""The profile of `make trial`; every property test of its files gets this profile's number of examples."""


def register_profiles() -> None:
    """Registers both profiles and loads that of `make test`; the option --hypothesis-profile loads another later."""
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
    settings.register_profile("repeatable", patient, derandomize=True)
    settings.register_profile(TRIAL, patient, max_examples=2000, print_blob=True)
    settings.load_profile("repeatable")


def examples(count: int) -> settings:
    """The settings of a test that tries `count` examples in `make test`, for its speed or its rare cases."""
    return settings() if settings.get_current_profile_name() == TRIAL else settings(max_examples=count)
