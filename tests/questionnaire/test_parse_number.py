import pytest

from vocapp.questionnaire.parse_number import leading_number, read_number, read_step


@pytest.mark.parametrize(
    ("raw", "locale", "number"),
    [
        ("7", "en", 7),
        (" 7 ", "en", 7),
        ("7.", "en", 7),
        ("10!", "en", 10),
        ("-3", "en", -3),
        ("−3", "en", -3),
        ("7,5", "de", 7.5),
        ("7.5", "en", 7.5),
        ("7,5", "en", 7.5),
        ("7.5", "de", 7.5),
        ("1,000", "en", 1000),
        ("1.000", "de", 1000),
        ("1,000", "de", 1),
        ("1.000", "en", 1),
        ("0,500", "en", 0.5),
        ("1 000,5", "fr", 1000.5),
        ("1\u202f000,5", "fr", 1000.5),
        ("1'000.5", "en", 1000.5),
        ("1.234,56", "de", 1234.56),
        ("1,234.56", "en", 1234.56),
        ("1.234,56", "en", 1234.56),
        ("1.000.000", "es", 1_000_000),
        ("1 000 000", "en", 1_000_000),
        ("٩", "ar", 9),
        ("٧٫٥", "ar", 7.5),
        ("١٬٠٠٠", "ar", 1000),
        ("۹", "ar", 9),
        ("९", "en", 9),
        ("９", "en", 9),
        ("⑨", "en", 9),
        ("9\ufe0f\u20e3", "en", 9),
        ("ten", "en", 10),
        ("Zehn", "de", 10),
        ("fünf", "de", 5),
        ("zéro", "fr", 0),
        ("siete", "es", 7),
        ("عشرة", "ar", 10),
        ("neuf", "de", 9),  # a reply may come in another language than the question
    ],
)
def test_a_number_is_read_as_it_is_written_there(raw: str, locale: str, number: float) -> None:
    assert read_number(raw, locale) == number


@pytest.mark.parametrize(
    "raw",
    (
        *(
            "",
            " ",
            "many",
            "1e5",
            "0x1f",
            "1,00,0",
            "1,2,3",
            "1.2.3.4",
            "1..2",
            "1 2",
            "--1",
            "1'",
            "9" * 16,
            "9" * 5000,
        ),
        *("½x", "inf", "nan", "+", ".5.", "1,000.5.0", "1.234.56", "1,2345,678", "1 000 00"),
    ),
)
def test_what_is_no_number_is_none_and_never_a_crash(raw: str) -> None:
    assert read_number(raw, "en") is None


def test_whole_numbers_stay_whole_in_json() -> None:
    assert type(read_number("7,0", "de")) is int
    assert type(read_number("-0", "de")) is int


@pytest.mark.parametrize(
    ("raw", "hi", "step"),
    [("9/10", 10, 9), ("9 out of 10", 10, 9), ("4 von 5", 5, 4), ("4 sur 5", 5, 4), ("٩ من ١٠", 10, 9), ("7.0", 10, 7)],
)
def test_a_point_may_be_written_as_a_part_of_the_scale(raw: str, hi: int, step: int) -> None:
    assert read_step(raw, hi, "en") == step


@pytest.mark.parametrize("raw", ["4/10", "4 out of 10", "7.5", "no idea", "4 out of 10" + " " * 300])
def test_a_point_of_another_scale_is_none(raw: str) -> None:
    assert read_step(raw, 5, "en") is None


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("9 great agent", ("9", "great agent")),
        ("9, great agent", ("9", "great agent")),
        ("9: great\nagent", ("9", "great\nagent")),
        ("9/10 great", ("9/10", "great")),
        ("٩ خدمة ممتازة", ("٩", "خدمة ممتازة")),
    ],
)
def test_text_after_a_score_is_separated_from_it(raw: str, parts: tuple[str, str]) -> None:
    assert leading_number(raw) == parts


@pytest.mark.parametrize(
    "raw", ["5 days of waiting", "2 Tage", "9:30", "9, 10", "9 %", "4 out of 10", "great 9", "", "9"]
)
def test_a_number_that_counts_something_is_no_score(raw: str) -> None:
    assert leading_number(raw) is None
