"""A file that cannot be used is refused with its name, the place and the remedy."""

from pathlib import Path

import pytest

from tests.fault_sentences import refused, sentences
from vocapp.catalogue.brand import Brand
from vocapp.catalogue.company import Company
from vocapp.catalogue.definition_files import FilesError, all_files, load
from vocapp.catalogue.definition_parser import read
from vocapp.catalogue.programme import Cap, Programme
from vocapp.questionnaire.conditions import OneOf
from vocapp.questionnaire.survey_parser import DefinitionError

PROGRAMME = 'slug = "after"\ntitle = "After"\nsurvey = "post_contact"\n'
COMPANY = 'name = "Alderway"\ntimezone = "Europe/Berlin"\ncountry = "DE"\nlanguages = ["en"]\nbrand = "alderway"\n'
BRAND = (
    'slug = "alderway"\nname = "Alderway"\naccent = "#0f766e"\nsender_name = "Care"\n'
    'sender_address = "care@alderway.example"\n[footer]\nen = "Alderway GmbH"\n'
)


def test_the_programme_page_shows_who_is_invited_and_how_often() -> None:
    text = (
        PROGRAMME + 'cap = { asks = 2, days = 90 }\nwhen = { test = "one_of", of = "contact.outcome", values = ["x"] }'
    )
    programme = read(text, "after.toml", Programme)
    assert programme.cap == Cap(asks=2, days=90)
    assert programme.when == OneOf("contact.outcome", ("x",))
    assert programme.expiry_days == 14
    assert programme.message_budget == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slug =", "after.toml: $: The file is not valid TOML at line 1, column"),
        ('title = "After"\nsurvey = "x"', "$.slug: The field slug is missing. Add it."),
        (
            PROGRAMME + "prority = 1",
            "There is no field prority. Correct its name, or remove it. The fields here are slug, title",
        ),
        (PROGRAMME + "sampling = { percent = 120 }", "$.sampling.percent"),
        (PROGRAMME + 'slug2 = "A B"', "There is no field slug2."),
        (
            PROGRAMME + 'channels = ["pigeon"]',
            "$.channels[0]: Surveys cannot be sent on the channel 'pigeon'. Choose from email.",
        ),
        (
            PROGRAMME + 'when = { test = "answered", of = "csat" }',
            "$.when: The condition tests 'csat', which is not known at the time of the decision.",
        ),
        (
            PROGRAMME + "reminder_after_days = 14",
            "$.reminder_after_days: The reminder would be sent after 14 days, but the invitation expires after 14.",
        ),
        (
            PROGRAMME + "reminder_after_days = 4\nmessage_budget = 1",
            "$.message_budget: With a budget of one message, none is left for the reminder.",
        ),
    ],
)
def test_a_programme_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        read(text, "after.toml", Programme)
    assert sentences(raised.value).startswith("after.toml: $")
    assert said in sentences(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (COMPANY.replace("Europe/Berlin", "Berlin"), "$.timezone: The time zone 'Berlin' is not known."),
        (COMPANY + "hours = { opens = 20, closes = 9 }", "$.hours: The hours begin after they end."),
        (COMPANY + 'blocked_days = ["12-25", "02-30"]', "$.blocked_days[1]: The day '02-30' is not in the calendar."),
        (COMPANY + 'blocked_days = ["2027-02-29"]', "'2027-02-29' is not in the calendar"),
        (
            COMPANY + "reserved_asks = 1",
            "$.reserved_asks: The reserve leaves no invitation for ordinary programmes. Set reserved_asks to less",
        ),
        (
            COMPANY
            + 'blocked_weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]',
            "$.blocked_weekdays: Every day of the week is blocked.",
        ),
    ],
)
def test_a_company_is_refused_with_the_place(text: str, said: str) -> None:
    with refused(DefinitionError, match=r"company\.toml") as raised:
        read(text, "company.toml", Company)
    assert said in sentences(raised.value)


def test_leap_days_may_be_blocked() -> None:
    company = read(COMPANY + 'blocked_days = ["02-29", "2028-02-29"]', "company.toml", Company)
    assert company.blocked_days == ("02-29", "2028-02-29")


def test_a_brand_without_a_legal_footer_is_refused() -> None:
    with refused(DefinitionError, match=r"\$\.footer: The footer is empty"):
        read(BRAND.replace('en = "Alderway GmbH"', ""), "b.toml", Brand)
    assert read(BRAND, "b.toml", Brand).footer == {"en": "Alderway GmbH"}


def test_a_logo_is_a_path_and_an_accent_a_colour() -> None:
    for wrong in ('logo = "<script>"\n', 'link_origin = "javascript:1"\n'):
        with refused(DefinitionError, match=r"\$\.(logo|link_origin)"):
            read(wrong + BRAND, "b.toml", Brand)
    with refused(DefinitionError, match=r"\$\.accent"):
        read(BRAND.replace("#0f766e", "teal"), "b.toml", Brand)


def test_everything_that_comes_with_vocapp_can_be_published() -> None:
    kinds = [type(source.definition).__name__ for source in load(all_files())]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "Questionnaire": 7,
        "Brand": 2,
        "Company": 1,
        "Programme": 7,
        "CaseRule": 7,
    }


def test_every_shipped_brand_speaks_every_shipped_language() -> None:
    for source in load(all_files()):
        if isinstance(source.definition, Brand):
            brand = source.definition
            assert set(brand.footer) == set(brand.wordings.subject) == {"en", "de", "fr", "es", "ar"}


def test_the_faults_of_every_file_are_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / "programmes").mkdir()
    (tmp_path / "programmes" / "a.toml").write_text("slug = 1")
    (tmp_path / "company.toml").write_bytes(b"name = '\xff'")
    (tmp_path / "imports").mkdir()
    (tmp_path / "imports" / "crm.toml").write_text("source = 'crm'")
    with pytest.raises(FilesError) as raised:
        load([*all_files(tmp_path), tmp_path / "nowhere.toml"])
    lines = str(raised.value).splitlines()
    assert [Path(line.split(": ")[0]).name for line in lines] == [
        "company.toml",
        *["a.toml"] * 3,
        "nowhere.toml",
    ]
