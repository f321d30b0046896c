"""`vocapp serve` as it is started on an empty machine: it makes its database, answers, and stops on request."""

import signal
from urllib.request import urlopen

from tests.homes import folder_of
from tests.service import service
from vocapp.database.embedded.os_user import caller


def test_the_first_start_explains_how_to_begin_and_the_end_says_good_bye() -> None:
    with folder_of(caller()) as home, service(home) as running:
        with urlopen(f"{running.url}/health/ready", timeout=20) as answer:
            assert answer.status == 200
        assert running.process is not None
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(60) == 0
        assert "vocapp users add" in (home / "service.log").read_text(encoding="utf-8")
