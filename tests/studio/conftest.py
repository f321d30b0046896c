"""Ines, the integrator who uploads files."""

import pytest

from tests.staff_people import Person, SignIn
from vocapp.http.access import Role


@pytest.fixture
async def ines(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Ines Integrator", Role.INTEGRATOR)
