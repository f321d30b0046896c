"""Dates, ages and numbers as each reader writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vocapp import clock
from vocapp.ui.formatting import ago, country_name, day, language_name, lines, moment, number, percent, relative, short
from vocapp.ui.jinja import TEMPLATES
from vocapp.ui.languages import best, direction, locale
from vocapp.ui.reader import ReaderLocale, current, ngettext, use_reader

BERLIN = ReaderLocale("de", "Europe/Berlin")
CAIRO = ReaderLocale("ar", "Africa/Cairo")
LATE = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)


def test_berlin_reads_german_in_its_own_time() -> None:
    with use_reader(BERLIN):
        assert day(LATE) == "04.05.2026"
        assert day(date(2026, 5, 3)) == "03.05.2026"
        assert moment(LATE) == "04.05.2026, 00:30:00"
        assert number(1234567) == "1.234.567"
        assert number(0.256, 1) == "0,3"
        assert percent(0.256, 1) == "25,6\xa0%" or percent(0.256, 1) == "25,6%"
    assert current().language == "en"


def test_codes_are_spelt_out_in_the_language_of_the_reader() -> None:
    with use_reader(BERLIN):
        assert [language_name(code) for code in ("fr", "pt-BR", None, "zz-unknown!")] == [
            "Französisch",
            "Portugiesisch (Brasilien)",
            "",
            "zz-unknown!",
        ]
        assert [country_name(code) for code in ("GB", None, "ZZZ")] == ["Vereinigtes Königreich", "", "ZZZ"]
    assert (language_name("ar"), country_name("DE")) == ("Arabic", "Germany")


def test_english_is_the_default() -> None:
    assert day(LATE) == "May 3, 2026"
    assert number(1234.5, 2) == "1,234.50"
    assert percent(0.5) == "50%"


def test_an_age_shows_the_time_on_hover() -> None:
    with clock.travelled(LATE + timedelta(hours=3)), use_reader(BERLIN):
        assert ago(LATE) == (
            '<time datetime="2026-05-03T22:30:00+00:00" title="04.05.2026, 00:30:00 Europe/Berlin">vor 3 Stunden</time>'
        )
        assert "gerade eben" in ago(clock.now())
    with clock.travelled(LATE), use_reader(CAIRO):
        assert "خلال" in ago(LATE + timedelta(days=2))


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(seconds=3), "1m"),
        (timedelta(minutes=31), "31m"),
        (timedelta(days=24), "3w"),
        (timedelta(days=31), "4w"),
        (timedelta(days=300), "42w"),
        (timedelta(days=400), "1y"),
    ],
)
def test_a_month_is_never_taken_for_a_minute(length: timedelta, written: str) -> None:
    assert short(length) == written


def test_nothing_is_a_dash() -> None:
    assert {day(None), moment(None), ago(None), number(None), percent(None)} == {"–"}
    assert lines(None) == ""


def test_free_text_keeps_its_lines_and_nothing_else() -> None:
    assert lines("<script>\n{{ 7*7 }}") == "&lt;script&gt;<br>{{ 7*7 }}"


def test_a_name_is_never_a_template() -> None:
    template = TEMPLATES.from_string("{{ name }} {{ _('For %(name)s, %(email)s.', name=name, email=name) }}")

    assert (
        template.render(name="{{7*7}}<b>%(x)s")
        == "{{7*7}}&lt;b&gt;%(x)s For {{7*7}}&lt;b&gt;%(x)s, {{7*7}}&lt;b&gt;%(x)s."
    )


def test_plurals_fall_back_to_english() -> None:
    with use_reader(BERLIN):
        assert [ngettext("one case", "%d cases", n) for n in (1, 2)] == ["one case", "%d cases"]


def test_an_unknown_zone_is_utc() -> None:
    with use_reader(ReaderLocale("en", "Mars/Olympus")):
        assert moment(LATE) == "May 3, 2026, 10:30:00\u202fPM"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-CH, en;q=0.5", "de"),
        ("tlh, fr;q=0.5, es;q=0.8", "es"),
        ("fr;q=0, ar", "ar"),
        ("de;q=x", "en"),
        ("*", "en"),
        (",;,;q=", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_browsers_language_is_taken_where_we_have_it(accept: str, language: str) -> None:
    assert best(accept) == language


def test_directions() -> None:
    assert (direction("ar"), direction("de"), direction("nonsense!"), locale("pt-BR").territory) == (
        "rtl",
        "ltr",
        "ltr",
        "BR",
    )


def test_a_text_is_escaped_whoever_wrote_it() -> None:
    """Jinja's own translation would take each of these for one of ours."""
    told = TEMPLATES.from_string("{{ _(text) }}, {{ _('%(name)s said', name=text) }}, {{ ngettext('one', text, 2) }}")

    assert told.render(text="<b>") == "&lt;b&gt;, &lt;b&gt; said, &lt;b&gt;"
    assert TEMPLATES.from_string("{{ _(text) }}").render(text="100% <i>") == "100% &lt;i&gt;"


@pytest.mark.parametrize(
    ("away", "written"),
    [
        (timedelta(seconds=110), "1 minute"),
        (timedelta(minutes=59, seconds=50), "59 minutes"),
        (timedelta(hours=1, minutes=59), "1 hour"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=3, hours=23), "3 days"),
        (timedelta(days=6, hours=23), "6 days"),
        (timedelta(days=13), "1 week"),
        (timedelta(days=29), "4 weeks"),
        (timedelta(days=59), "1 month"),
        (timedelta(days=364), "12 months"),
        (timedelta(days=729), "1 year"),
    ],
)
def test_every_age_is_rounded_down(away: timedelta, written: str) -> None:
    assert relative(-away) == f"{written} ago"
    assert relative(away) == f"in {written}"
    if away < timedelta(days=7):
        assert short(away) == written.replace(" minutes", "m").replace(" minute", "m").replace(" hours", "h").replace(
            " hour", "h"
        ).replace(" days", "d").replace(" day", "d")
