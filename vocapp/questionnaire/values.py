"""Values of answers. All of them are JSON, so answers are stored and hashed without conversion."""

from collections.abc import Mapping
from typing import Final

Value = int | float | str | bool | list[str] | Mapping[str, str | bool]
"""One answer, by kind of question:

* nps, csat, ces, rating: the int on the scale; number: int or float
* text: the words; choice: the option's id; choices: the ids in the survey's order; date: ISO 8601, "2026-05-03"
* yes_no: bool; contact_me: ``{"wish": bool, "how": str}``, without "how" where nothing was said
* any kind: `SKIPPED` or `PREFER_NOT_TO_SAY`
"""

Answers = Mapping[str, Value]
"""Question id → value. An absent question was *not asked*; one that holds `SKIPPED` was asked and passed over."""

Fact = str | int | float | bool | None
Facts = Mapping[str, Fact]
"""What is known without asking. Conditions read dotted names ("contact.channel", "customer.tier", "programme.nps");
wordings read bare names ("agent", "date"), which hold what shall be *shown*, already in the respondent's language."""

NO_FACTS: Final[Facts] = {}
RECORDED_FACTS: Final = (
    "source",
    "channel",
    "touchpoint",
    "line_of_business",
    "brand",
    "issue",
    "outcome",
    "wait_seconds",
    "hold_seconds",
    "handling_seconds",
    "survey_announced",
    "language",
)
"""What every contact is recorded with and conditions may read, each as "contact.…"."""

SKIPPED: Final[Mapping[str, str | bool]] = {"no_answer": "skipped"}
PREFER_NOT_TO_SAY: Final[Mapping[str, str | bool]] = {"no_answer": "prefer_not_to_say"}


def is_given(value: Value | None) -> bool:
    """Whether the respondent really answered: not "not asked" (None), not skipped, not "prefer not to say"."""
    if value is None:
        return False
    return not (isinstance(value, Mapping) and "no_answer" in value)
