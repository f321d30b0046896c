"""Imports that an earlier release wrote can still be opened."""

from vocapp.database import to_json
from vocapp.faults import Fault
from vocapp.studio.upload_store import stored_faults


def test_faults_of_this_release_are_shown() -> None:
    assert len(stored_faults(to_json([(3, Fault.of("line.none_yet"))]))) == 1


def test_sentences_of_an_earlier_release_are_left_out() -> None:
    assert stored_faults(to_json([[3, "customer.name", "too long", "Shorten it."]])) == ()
    assert stored_faults("[]") == []
