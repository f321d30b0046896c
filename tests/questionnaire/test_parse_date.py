import pytest

from vocapp.questionnaire.parse_date import read_date


@pytest.mark.parametrize(
    ("raw", "locale"),
    [
        ("2026-05-03", "en"),
        ("2026/5/3", "de"),
        ("٢٠٢٦-٠٥-٠٣", "ar"),
        ("3.5.2026", "de"),
        ("03. 05. 2026", "de"),
        ("03/05/2026", "fr"),
        ("3-5-2026", "es"),
        ("3/5/2026", "en-GB"),
        ("5/3/2026", "en-US"),
        ("5/3/2026", "en_US"),
        ("3 May 2026", "en"),
        ("3rd of May 2026", "en"),
        ("May 3, 2026", "en"),
        ("May 3rd 2026", "en"),
        ("3. Mai 2026", "de"),
        ("3 mai 2026", "fr"),
        ("3 de mayo de 2026", "es"),
        ("٣ مايو ٢٠٢٦", "ar"),
        ("3 May 2026", "de"),
    ],
)
def test_the_third_of_may_is_understood(raw: str, locale: str) -> None:
    assert read_date(raw, locale) == "2026-05-03"


def test_a_month_that_cannot_be_one_decides_plain_english() -> None:
    assert read_date("5/13/2026", "en") == read_date("13/5/2026", "en") == "2026-05-13"
    assert read_date("5/5/2026", "en") == "2026-05-05"


@pytest.mark.parametrize(
    "raw", ["3/5/2026", "31.2.2026", "2026-13-01", "3.5.26", "yesterday", "0001-01-01", "3 Floréal 2026", "3" * 500, ""]
)
def test_what_is_no_day_or_could_be_two_is_none(raw: str) -> None:
    assert read_date(raw, "en") is None


def test_a_language_that_is_not_spoken_falls_back_to_english_names() -> None:
    assert read_date("3 May 2026", "xx") == "2026-05-03"
