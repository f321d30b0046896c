"""Rules of cases as files: what is refused, and how they are published."""

from pathlib import Path

import pytest

from tests.fault_sentences import refused
from vocapp.catalogue import published
from vocapp.catalogue.case_rule import CaseRule
from vocapp.catalogue.company import Company
from vocapp.catalogue.definition_files import SURVEYS, all_files, load
from vocapp.catalogue.definition_parser import read
from vocapp.catalogue.publish import publish
from vocapp.catalogue.snapshot import NotPublishedError
from vocapp.database import DB, new_id
from vocapp.questionnaire.survey_parser import DefinitionError

RULE = 'slug = "low"\ntitle = "Low"\n'
WHEN = '[when]\ntest = "at_most"\nof = "metric.csat"\nvalue = 2\n'
COMPANY = (SURVEYS / "company.toml").read_text(encoding="utf-8").partition("[service]")[0]


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        (RULE, r"\$\.when", "Add it"),
        (RULE + WHEN.replace("metric.csat", "score.csat"), r"\$\.when", "Begin the name with"),
        (RULE + "priority = 9\n" + WHEN, r"\$\.priority", "Write 5 or less"),
        (RULE + WHEN + "[check]\nfoo = 1\n", r"\$\.check\.foo", "There is no field"),
        (RULE + "[targets]\nresolve_hours = 0\n" + WHEN, r"\$\.targets\.resolve_hours", "Write more than 0"),
    ],
)
def test_an_invalid_case_rule_is_refused_with_its_place(text: str, place: str, remedy: str) -> None:
    with refused(DefinitionError, match=f"low.toml: {place}.*{remedy}"):
        read(text, "low.toml", CaseRule)


def test_the_name_of_a_question_is_allowed() -> None:
    assert read(RULE + WHEN.replace("metric.csat", "csat"), "low.toml", CaseRule).slug == "low"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[service]\nopens = "09:00"\ncloses = "09:00"\n', r"\$\.service"),
        ('[service]\nspans = ["9-12"]\n', r"\$\.service\.spans"),
        ('[service]\nspans = ["09:00-13:00", "12:30-17:00"]\n', r"\$\.service.*monday"),
        ('[service]\nspans = ["22:00-06:00"]\n[[service.other]]\ndays = ["tuesday"]\nspans = ["05:00-09:00"]\n',
         r"\$\.service.*tuesday"),
        ('[service]\ndays = ["monday"]\n[[service.other]]\ndays = ["monday"]\nspans = []\n', r"\$\.service.*no hours"),
        ('[service.units.manila]\nspans = ["22:00-02:00", "01:00-06:00"]\n', r"\$\.service\.units\.manila"),
        ('[service]\nopens = "9"\n', r"\$\.service\.opens"),
        ('[service]\ntimezone = "Berlin"\n', r"\$\.service\.timezone"),
        ('[service]\nholidays = ["02-30"]\n', r"\$\.service\.holidays\[0\]"),
        ('[service.units.manila]\ntimezone = "Manila"\n', r"\$\.service\.units\.manila\.timezone"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused_with_their_place(text: str, place: str) -> None:
    with refused(DefinitionError, match=place):
        read(COMPANY + text, "company.toml", Company)


def test_hours_of_several_spans_over_midnight_and_of_other_days_are_read() -> None:
    text = """[service]
spans = ["08:30-12:00", "13:00-17:30"]
[[service.other]]
days = ["saturday"]
spans = ["09:00-12:00"]
[service.units.manila]
opens = "22:00"
closes = "06:00"
"""
    service = read(COMPANY + text, "company.toml", Company).service
    assert service.minutes_of("friday") == ((510, 720), (780, 1050))
    assert service.minutes_of("saturday") == ((540, 720),)
    assert service.minutes_of("sunday") == ()
    assert service.units["manila"].minutes_of("friday") == ((1320, 1800),)


async def test_rules_are_published_by_priority_and_a_case_keeps_its_row(database: str) -> None:
    await publish(load(all_files()), "the tests")
    rules = (await published.snapshot()).case_rules
    assert [one.rule.slug for one in rules[:2]] == ["please_contact_me", "urgent_words"]
    assert await published.case_rule(rules[0].id) == rules[0]
    assert await published.case_rule(rules[0].id) is await published.case_rule(rules[0].id)
    with pytest.raises(NotPublishedError):
        await published.case_rule(new_id())


async def test_a_changed_rule_is_a_new_version(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "followup"
    folder.mkdir()
    file = folder / "low.toml"
    for priority in (2, 1):
        file.write_text(f"priority = {priority}\n" + RULE + WHEN, encoding="utf-8")
        [done] = await publish(load(all_files(tmp_path)), "the tests")
    assert (done.kind, done.slug, done.version, done.state) == ("case rule", "low", 2, "new")
    assert await DB.fetch_value("SELECT count(*) FROM case_rule WHERE slug = 'low' AND current") == 1
