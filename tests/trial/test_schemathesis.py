"""The API follows its own document: schemathesis with every check on the OpenAPI document of a real service."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service import service

SCOPES = ("contacts:read", "contacts:write", "customers:read", "customers:write", "responses:read", "sending:read")
EXAMPLES = 60
# Faults that a JSON schema cannot express (an unknown unit, an end before its start, a NUL in a text) get 422.
CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429"]

# The document has the plain form of a contact. An odd value never loses one: it is respelt or set aside with a warning,
# and the contact is recorded. What is refused is tested in tests/contacts.
[[operations]]
include-name = "POST /api/v1/contacts"
checks.negative_data_rejection.expected-statuses = ["200", "201", "400", "401", "403", "409", "413", "415", "422"]

[[operations]]
include-name = "PATCH /api/v1/contacts/{contact_id}"
checks.negative_data_rejection.expected-statuses = [
  "200", "400", "401", "403", "404", "409", "412", "413", "415", "422",
]
checks.positive_data_acceptance.expected-statuses = ["200", "401", "403", "404", "409", "412", "422", "429"]
"""


@pytest.mark.trial
def test_no_answer_breaks_the_schema(tmp_path: Path) -> None:
    with service(tmp_path / "home", VOCAPP_RATE_FACTOR="0") as running:
        running.command("surveys", "publish", "--all")
        scopes = [word for scope in SCOPES for word in ("--scope", scope)]
        said = running.command("keys", "add", "schemathesis", *scopes).stdout
        key = re.search(r"voc_live_\S+", said)
        assert key is not None, said
        config = tmp_path / "schemathesis.toml"
        config.write_text(CONFIG)
        document = f"{running.url}/api/v1/docs/openapi.json"
        done = subprocess.run(
            [
                str(Path(sys.executable).parent / "schemathesis"),
                f"--config-file={config}",
                "run",
                document,
                "--checks=all",
                f"--max-examples={EXAMPLES}",
                "--include-path-regex=^/api/",
                f"--header=Authorization: Bearer {key.group(0)}",
                "--seed=7",
                "--no-color",
            ],
            capture_output=True,
            text=True,
            timeout=1500,
            cwd=tmp_path,
        )
        print(done.stdout[-6000:])
        assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
