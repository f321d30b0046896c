"""What Ann reads when Meridian asks her, and what Mehmet reads when Solvane does."""

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from tests.channels.mail_samples import GOLDEN, MERIDIAN, SAID, SOLVANE, sample_invitation
from vocapp.channels.email.compose_invitation import compose, option_links
from vocapp.channels.email.mail_texts import MAIL_TEXTS, mail_texts_for
from vocapp.channels.mail_content import MailBrand, MailInvitation, MailQuestion, mail_question
from vocapp.questionnaire.definition import Option, Question, Scale

FOLDER = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", GOLDEN)
def test_the_mail_is_as_it_was_looked_at(name: str, pytestconfig: pytest.Config) -> None:
    body = compose(GOLDEN[name])
    for path, text in (
        (FOLDER / f"{name}.txt", f"{body.subject}\n\n{body.text}"),
        (FOLDER / f"{name}.html", body.html),
    ):
        if pytestconfig.getoption("regenerate"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"{path.name} changed: pytest tests/channels --regenerate"


class _Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found += [value or "" for name, value in attrs if name == "href"]


class TestAnnsMail:
    """Ann called Meridian on 3 May; the mail shows a scale from 1 to 5."""

    def test_each_point_opens_the_page_with_that_point_chosen(self) -> None:
        ask = sample_invitation()
        found = _Links(compose(ask).html).found
        assert [f"{ask.answer_url}?score={n}" for n in range(1, 6)] == found[:5]

    def test_there_is_one_button_with_not_me_and_decline(self) -> None:
        ask = sample_invitation()
        assert _Links(compose(ask).html).found[5:] == [ask.answer_url, ask.opt_out_url, ask.privacy_url]

    def test_nothing_is_fetched_from_anywhere(self) -> None:
        html = compose(sample_invitation()).html
        assert not re.search(r"<(img|link|script|iframe)|url\(|src=", html)

    def test_the_ends_of_the_scale_are_labelled(self) -> None:
        body = compose(sample_invitation())
        assert "1 = Not at all" in body.html
        assert "1 = Not at all, 5 = Very" in body.text

    def test_the_preview_line_is_the_question(self) -> None:
        assert re.search(
            r"display:none[^>]*>How satisfied were you\? About one minute", compose(sample_invitation()).html
        )

    def test_a_mail_without_a_named_contact_still_reads_well(self) -> None:
        assert compose(sample_invitation(contact_line="")).subject == "How was your contact with us?"

    def test_dark_is_declared(self) -> None:
        html = compose(sample_invitation()).html
        assert '<meta name="color-scheme" content="light dark">' in html
        assert "prefers-color-scheme: dark" in html

    def test_the_plain_lines_are_short_but_for_addresses(self) -> None:
        for line in compose(sample_invitation("de")).text.splitlines():
            assert len(line) <= 72 or "https://" in line


def test_arabic_runs_from_right_to_left() -> None:
    assert '<html lang="ar" dir="rtl">' in compose(sample_invitation("ar")).html


def test_a_region_is_served_by_its_language_and_an_unknown_one_by_english() -> None:
    assert mail_texts_for("de-AT")[0] == "de"
    assert compose(msgspec.structs.replace(sample_invitation("en"), language="sv")).language == "en"


def test_every_language_has_every_text() -> None:
    wanted = set(MAIL_TEXTS["en"])
    for language, words in MAIL_TEXTS.items():
        assert set(words) == wanted, language
        assert all(words.values()), language
        for name in ("subject", "lead", "reminder_subject", "reminder_lead"):
            assert "{contact}" in words[name], (language, name)


@pytest.mark.parametrize("language", SAID)
def test_two_brands_never_mix(language: str) -> None:
    ours, theirs = compose(sample_invitation(language, MERIDIAN)), compose(sample_invitation(language, SOLVANE))
    for text in (ours.subject, ours.text, ours.html):
        assert "Solvane" not in text
        assert SOLVANE.accent not in text
    for text in (theirs.subject, theirs.text, theirs.html):
        assert "Meridian" not in text
        assert MERIDIAN.accent not in text


def test_names_are_text_and_never_markup() -> None:
    html = compose(sample_invitation(brand=SOLVANE, greeting="<script>alert(1)</script> {{ 7*7 }}")).html
    assert "Solvane &lt;Kundendienst&gt;" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in html
    assert "script" not in _Links(html).tags


def test_braces_in_names_are_shown_as_they_are() -> None:
    body = compose(sample_invitation(contact_line="your call about {brand} {0.__class__}"))
    assert body.subject == "How was your call about {brand} {0.__class__}?"


@pytest.mark.parametrize(
    "change",
    [{"accent": "red;}body{display:none"}, {"accent_dark": "#12345"}, {"logo": 'M0 0"/><script>'}],
    ids=["accent", "dark accent", "logo"],
)
def test_a_brand_that_would_break_out_of_its_place_is_refused(change: dict[str, str]) -> None:
    brand: MailBrand = msgspec.structs.replace(MERIDIAN, **change)
    with pytest.raises(ValueError, match="Meridian"):
        compose(sample_invitation(brand=brand))


class TestTheFirstQuestion:
    def test_an_answer_in_the_link_is_quoted(self) -> None:
        question = Question(
            id="why", kind="choice", text={"en": "Why?"}, options=(Option(id="a b&c", label={"en": "A & B"}),)
        )
        ask: MailInvitation = sample_invitation(question=mail_question(question, "en"))
        assert option_links(ask)[0].url.endswith("?why=a%20b%26c")

    def test_a_scale_offers_its_points_and_labels_its_ends(self) -> None:
        question = Question(id="csat", kind="csat", scale=Scale(1, 5), text={"en": "Happy with {agent|us}?"})
        shown = mail_question(question, "en", {"agent": "Ben"})
        assert shown.text == "Happy with Ben?"
        assert [option.value for option in shown.options] == ["1", "2", "3", "4", "5"]
        assert (shown.low_label, shown.high_label) == ("Very dissatisfied", "Very satisfied")

    def test_yes_and_no_are_offered_as_text(self) -> None:
        shown = mail_question(Question(id="solved", kind="yes_no", text={"de": "Gelöst?"}), "de")
        assert [(option.value, option.label) for option in shown.options] == [("yes", "Ja"), ("no", "Nein")]

    @pytest.mark.parametrize("kind", ["text", "number", "date", "choices", "contact_me"])
    def test_what_is_not_one_press_is_answered_on_the_page(self, kind: str) -> None:
        options = (Option(id="a", label={"en": "A"}),) if kind == "choices" else ()
        question = Question(id="q", kind=kind, text={"en": "Tell us"}, options=options)  # type: ignore[arg-type]
        assert mail_question(question, "en").options == ()

    def test_without_options_only_the_button_answers(self) -> None:
        ask = sample_invitation(question=MailQuestion(id="why", kind="text", text="What can we do better?"))
        assert ask.answer_url + "?" not in compose(ask).html
