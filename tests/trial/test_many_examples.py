"""The important properties hold for thousands of random examples. Several minutes; a failure prints its example."""

import subprocess
import sys

import pytest

from tests.hypothesis_profiles import TRIAL
from tests.source_code import ROOT

FILES = (
    "tests/metrics/test_privacy_floor.py",
    "tests/metrics/test_properties.py",
    "tests/invitations/test_decide.py",
    "tests/invitations/test_quiet_hours.py",
    "tests/customers/test_normalise_identity.py",
    "tests/trust/test_three_people.py",
    "tests/cases/test_due_times.py",
    "tests/cases/test_case_states.py",
    "tests/contacts/test_local_times.py",
    "tests/digests/test_periods.py",
    "tests/database/test_jobs_in_any_order.py",
    "tests/messages/test_message_states.py",
    "tests/http/test_rate_limit.py",
)


@pytest.mark.trial
@pytest.mark.parametrize("file", FILES)
def test_properties_hold_for_many_random_examples(file: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-m", "hypothesis", f"--hypothesis-profile={TRIAL}", file]
    done = subprocess.run(command, cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
