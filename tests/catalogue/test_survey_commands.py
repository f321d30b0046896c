"""Nadia writes surveys in files and tries them in her terminal before she publishes them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vocapp.catalogue.survey_commands import surveys

SURVEYS = Path(__file__).parent.parent.parent / "surveys"
TINY = Path(__file__).parent.parent / "questionnaire" / "surveys"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(surveys, arguments, input=typed)


def answers(result: Result) -> object:
    return json.loads(result.output.rpartition("= ")[2].partition(": ")[2])


def test_a_valid_survey_is_reported_as_valid() -> None:
    result = run("check", str(SURVEYS / "post_contact.toml"))
    assert result.exit_code == 0
    assert result.output.endswith("post_contact.toml: sound (questions: 6; languages: en, de, fr, es, ar)\n")


def test_a_folder_is_checked_file_by_file() -> None:
    result = run("check", str(TINY))
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == len(list(TINY.glob("*.toml")))


def test_every_fault_of_every_file_is_named_and_the_exit_code_is_2(tmp_path: Path) -> None:
    sound = (TINY / "csat.toml").read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text(sound.replace('object = "contact"\n', "").replace('id = "csat"', 'id = "C"'))
    (tmp_path / "b.toml").write_text("[[", encoding="utf-8")
    (tmp_path / "c.toml").write_bytes(b'id = "\xff"')
    (tmp_path / "d.toml").write_text(sound, encoding="utf-8")
    result = run("check", str(tmp_path))
    assert result.exit_code == 2
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == [
        "$.id",
        "$.questions[0].object",
        "$",
        "$",
    ]
    assert "c.toml: $: The file cannot be read." in result.stderr
    assert "d.toml: sound" in result.stdout


def test_a_file_that_is_not_there_is_named() -> None:
    result = run("check", "nowhere.toml")
    assert result.exit_code == 2
    assert "nowhere.toml" in result.output


def test_nadia_tries_it_as_text_messages() -> None:
    result = run("try", str(SURVEYS / "post_contact.toml"), "--fact", "brand=Nordwind", typed="hm\n1\n2 long waiting\n")
    assert result.exit_code == 0
    assert "Nordwind would like to know" in result.output
    assert "Please answer with yes or no." in result.output
    assert "= done, 2 more by link" in result.output
    assert answers(result) == {"solved": True, "csat": 2, "why": "long waiting"}


def test_nadia_hangs_up() -> None:
    result = run("try", str(TINY / "csat.toml"), typed="")
    assert result.exit_code == 0
    assert result.output.endswith("= asking: {}\n")


def test_nadia_tries_it_as_pages_and_goes_back() -> None:
    typed = "<\n2\n7\n2\n<\n1\n4\n\nyes, by phone\n"
    result = run("try", str(SURVEYS / "post_contact.toml"), "--as", "page", "--language", "de", typed=typed)
    assert result.exit_code == 0
    assert "! Bitte antworten Sie mit einer Zahl von 1 bis 5." in result.output
    assert "  1 = Sehr unzufrieden, 5 = Sehr zufrieden" in result.output
    assert answers(result) == {
        "solved": False,
        "csat": 1,
        "effort": 4,
        "why": {"no_answer": "skipped"},
        "contact": {"wish": True, "how": "by phone"},
    }


def test_nadia_leaves_a_page_open() -> None:
    result = run("try", str(TINY / "low_score_why.toml"), "--as", "page", typed="1\n")
    assert result.output.endswith('= open: {"satisfied":1}\n')


def test_facts_open_questions() -> None:
    result = run("try", str(SURVEYS / "post_contact.toml"), "--as", "page", "--fact", "programme.nps=true", typed="1\n")
    assert "1 of 6" in result.output


@pytest.mark.parametrize("fact", ["brand", ""])
def test_a_fact_needs_a_value(fact: str) -> None:
    result = run("try", str(TINY / "csat.toml"), "--fact", fact)
    assert result.exit_code == 2
    assert f"'{fact}' has no value: write NAME=VALUE" in result.output


def test_programmes_brands_and_the_company_are_checked_too() -> None:
    result = run("check", str(SURVEYS))
    assert result.exit_code == 0
    assert all(f"sound ({kind})" in result.output for kind in ("programme", "brand", "company"))


def test_only_a_survey_is_tried() -> None:
    result = run("try", str(SURVEYS / "company.toml"))
    assert result.exit_code == 2
    assert "holds a company, not a survey" in result.output


def test_a_faulty_survey_is_not_tried(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("", encoding="utf-8")
    result = run("try", str(tmp_path / "a.toml"))
    assert result.exit_code == 2
    assert "a.toml: $" in result.stderr
