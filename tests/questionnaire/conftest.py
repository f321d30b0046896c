import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # a busy machine is no failure


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate-golden", action="store_true", help="write the golden conversations anew")


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether to write transcripts anew; the option is there only when this folder is named on the command line."""
    return bool(request.config.getoption("--regenerate-golden", default=False))
