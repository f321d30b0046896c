"""The demonstration's customers: always the same people, who read a mail and a form like a browser without scripts."""

import random
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from vocapp.demo.comment_texts import comments
from vocapp.demo.daily_contacts import invented_contact
from vocapp.demo.form_reader import forms
from vocapp.demo.invented_customers import NAMES, invented_customer
from vocapp.demo.respondents import _filled, recipient, survey_link
from vocapp.demo.run_demo import working_hour

PAGE = """
<form action="/app/logout" method="get"><button>Go</button></form>
<form action="/s/abc" method="post">
  <input type="hidden" name="page" value="2">
  <input type="radio" name="csat" value="1"><input type="radio" name="csat" value="5">
  <input type="checkbox" name="topics" value="wait"><textarea name="why"></textarea>
  <button type="submit">Next</button><button type="submit" name="why.skip" value="1">Skip</button>
</form>"""


def test_the_same_number_is_the_same_person() -> None:
    assert invented_customer(7) == invented_customer(7)
    assert invented_customer(7) != invented_customer(8)
    assert {invented_customer(n).language for n in range(200)} == set(NAMES)


def test_grace_finds_the_link_in_her_mail() -> None:
    mail = EmailMessage()
    mail["Subject"] = "How did we do?"
    mail.set_content(f"Hello,\nplease tell us: http://127.0.0.1:8000/s/{'a' * 32}\nThank you")
    assert survey_link(mail.as_bytes()) == f"http://127.0.0.1:8000/s/{'a' * 32}"


def test_a_mail_without_a_link_is_left_alone() -> None:
    mail = EmailMessage()
    mail.set_content("Your bill is ready.")
    assert survey_link(mail.as_bytes()) is None


def test_mail_to_somebody_else_is_nobodys() -> None:
    assert recipient("ada@alderway.example") is None
    assert recipient("customer-12@inbox.example") == invented_customer(12)


def test_the_form_is_read_with_its_choices_texts_and_buttons() -> None:
    form = next(f for f in forms(PAGE, "http://127.0.0.1/s/abc") if f.method == "post")
    assert form.action == "http://127.0.0.1/s/abc"
    assert form.hidden == {"page": "2"}
    assert form.radios == {"csat": ["1", "5"]}
    assert form.boxes == {"topics": ["wait"]}
    assert form.texts == ["why"]
    assert form.buttons == [("", ""), ("why.skip", "1")]
    assert form.asks


@pytest.mark.parametrize(("mood", "score"), [(0.0, "1"), (1.0, "5")])
def test_the_mood_chooses_the_score(mood: float, score: str) -> None:
    form = next(f for f in forms(PAGE, "http://127.0.0.1/s/abc") if f.method == "post")
    someone = invented_customer(1)
    filled = _filled(form, type(someone)(**{**vars(someone), "mood": mood}), random.Random(3))
    assert filled["csat"] == score
    assert filled["page"] == "2"
    assert "why.skip" not in filled


def test_every_language_has_something_to_say_in_every_mood() -> None:
    assert all(comments(language, mood) for language in NAMES for mood in (0.1, 0.5, 0.9))


def test_a_contact_is_the_same_whenever_it_is_sent() -> None:
    ended = datetime(2026, 5, 3, 10, tzinfo=UTC)
    told = invented_contact(12, invented_customer(3), ended, ("alderway", "brightmoor"))
    assert told == invented_contact(12, invented_customer(3), ended, ("alderway", "brightmoor"))
    assert told["external_id"] == "HD-100012"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-05-03T03:00:00+00:00", "2026-05-03T08:00:00+00:00"),
        ("2026-05-03T12:00:00+00:00", "2026-05-03T12:00:00+00:00"),
        ("2026-05-03T20:00:00+00:00", "2026-05-04T08:00:00+00:00"),
    ],
)
def test_the_demonstrations_clock_stands_within_working_hours(now: str, expected: str) -> None:
    assert working_hour(datetime.fromisoformat(now), "Europe/Berlin") == datetime.fromisoformat(expected)
