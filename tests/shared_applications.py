"""Applications that several tests of one process use, one after the other: building one takes half a second.

Only counters of rate limits would last from test to test, and for those a day passes in between.
"""

from dataclasses import replace
from pathlib import Path

from litestar import Litestar

from vocapp import app as application
from vocapp import clock
from vocapp.feature import Registry
from vocapp.settings import Settings
from vocapp.tokens import Keyring

DAY = 24 * 3600.0


class SharedApplications:
    """One registry, and one application once a test needs it, for all tests whose settings differ in `home` only."""

    def __init__(self) -> None:
        self._registries: dict[Settings, Registry] = {}
        self._apps: dict[Settings, Litestar] = {}

    def registry(self, settings: Settings, keys: Keyring) -> Registry:
        """The registry of these settings, with features as new."""
        shared = self._registries.setdefault(_kind(settings), Registry(settings, keys))
        assert shared.keys is keys, "tests with keys of their own build a registry of their own"
        shared.settings = settings
        shared.features = tuple(make(shared) for make in application.FEATURES)
        return shared

    def app(self, registry: Registry) -> Litestar:
        """The application of `registry`; one of its own for a registry that the test has built itself."""
        kind = _kind(registry.settings)
        if registry is not self._registries.get(kind):
            return application.create(registry)
        clock.skip(DAY)
        if kind not in self._apps:
            self._apps[kind] = application.create(registry)
        return self._apps[kind]


def _kind(settings: Settings) -> Settings:
    return replace(settings, home=Path())
