"""Mistakes of authors: each is reported with its file, its place and what to do, all of them at once."""

import hashlib
from itertools import permutations
from typing import get_args

import pytest

from tests.fault_sentences import sentences
from tests.questionnaire.tiny import HERE, SHIPPED_NAMES, TINY_NAMES, shipped, tiny
from vocapp.questionnaire.definition import PIPES, Kind, Question, Scale
from vocapp.questionnaire.survey_parser import DefinitionError, canonical, decode, digest, read

SOUND = (HERE / "surveys" / "low_score_why.toml").read_text(encoding="utf-8")
CHOICE = (HERE / "surveys" / "choice.toml").read_text(encoding="utf-8")
LANGUAGES = (HERE / "surveys" / "languages.toml").read_text(encoding="utf-8")


def complaints(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        read(text, "acme.toml")
    lines = sentences(caught.value).split("\n")
    assert all(line.startswith("acme.toml: $") for line in lines)
    assert len(lines) == len(caught.value.faults)
    return [line.removeprefix("acme.toml: ") for line in lines]


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("[[questions]]", "[[questions", "$: The file is not valid TOML at line 8, column 12: [[questions."),
        ('kind = "csat"', 'kind = "smileys"', "$.questions[0].kind: The value 'smileys' of questions[0].kind is not"),
        ('kind = "csat"', 'kind = "csat"\ncolour = 1', "$.questions[0].colour: There is no field"),
        ('id = "satisfied"\n', "", "$.questions[0].id: The field questions[0].id is missing. Add it."),
        ('test = "at_most"', 'test = "under"', "$.questions[1].when.test: The value 'under' of questions[1].when.test"),
        ('title = { en = "A few questions" }\n', "", "$.title: The field title is missing. Add it."),
        ("thanks = [{", "thanks = [7, {", "$.thanks[0]: The value '7' of thanks[0] has no fields. Write named"),
        ('id = "low_score_why"', 'id = "Low score"', "$.id: The id 'Low score' is not allowed. Use up to 40"),
        ('id = "why"', 'id = "all"', "$.questions[1].id: The id 'all' is not allowed. Use up to 40"),
        ('id = "why"', 'id = "satisfied"', "$.questions: The id 'satisfied' is used by 2 questions. Give every"),
        ('languages = ["en"]', "languages = []", "$.languages: The survey has no language. Name the default language"),
        ('languages = ["en"]', 'languages = ["en", "en"]', "$.languages[1]: The language 'en' is listed twice."),
        ('languages = ["en"]', 'languages = ["en", "nl"]', "$.languages[1]: The language 'nl' is not supported."),
        ('languages = ["en"]', 'languages = ["en"]\nseconds = 0', "$.seconds: The time that answering takes is 0"),
        (
            'languages = ["en"]',
            'languages = ["en"]\nidle_minutes = { page = 0 }',
            "$.idle_minutes.page: The idle time idle_minutes.page is 0 minutes.",
        ),
        ('kind = "csat"', 'kind = "csat"\nscale = [1, 7]', "$.questions[0].scale: The scale of a question of kind"),
        ('kind = "csat"', 'kind = "csat"\nmetric = "nps"', "$.questions[0].metric: The metric 'nps' does not fit a"),
        ('object = "contact"\n', "", "$.questions[0].object: The field `object` is missing. State what is"),
        ('occasion = "post_contact"\n', "", "$.questions[0].occasion: The field `occasion` is missing. State when"),
        (
            'kind = "csat"',
            'kind = "csat"\ndirection = "lower_is_better"',
            "$.questions[0].direction: The direction of the metric csat is always",
        ),
        ('kind = "csat"', 'kind = "csat"\nessential = 0', "$.questions[0].essential: The value 0 of `essential` is"),
        ('kind = "csat"', 'kind = "csat"\nasks = "praise"', "$.questions[0].asks: The field `asks` belongs to"),
        (
            'kind = "csat"',
            'kind = "csat"\noptions = [{ id = "a", label = { en = "A" } }]',
            "$.questions[0].options: Options belong to questions of kind choice",
        ),
        ('kind = "text"', 'kind = "text"\nscale = [1, 5]', "$.questions[1].scale: A question of kind text has no"),
        ('kind = "text"', 'kind = "text"\nmax_length = 0', "$.questions[1].max_length: The length 0 of the answer"),
        ('kind = "text"', 'kind = "text"\nmetric = "csat"', "$.questions[1].metric: The metric 'csat' does not fit"),
        ('kind = "text"', 'kind = "text"\nobject = "agent"', "$.questions[1].object: The field object belongs to a"),
        (
            'kind = "text"',
            'kind = "text"\nlow_label = { en = "bad" }',
            "$.questions[1].low_label: The label low_label belongs to a scale, but",
        ),
        ('kind = "text"', 'kind = "choice"', "$.questions[1].options: The question has 0 options. Write 2 to 50."),
        ('kind = "text"', 'kind = "rating"\nscale = [5, 1]', "$.questions[1].scale: The scale [5, 1] does not rise."),
        ('kind = "text"', 'kind = "rating"\nscale = [0, 100]', "$.questions[1].scale: The scale does not have whole"),
        ('kind = "text"', 'kind = "rating"\nscale = [0.5, 5]', "$.questions[1].scale: The scale does not have whole"),
        ('text = { en = "What went wrong?" }\n', "", "$.questions[1].text.en: The English text is missing. Add it."),
        ('en = "What went wrong?"', 'en = " "', "$.questions[1].text.en: The English text is missing. Add it."),
        ('en = "What went wrong?"', 'en = "W?", de = "W?"', "$.questions[1].text.de: The language 'de' is not a"),
        ('en = "What went wrong?"', 'en = "Was {agnet|he} kind?"', "$.questions[1].text.en: The text takes in"),
        ('en = "What went wrong?"', 'en = "Was {agent| } kind?"', "$.questions[1].text.en: The text has no fallback"),
        ('en = "What went wrong?"', 'en = "Was {agent} kind?"', "$.questions[1].text.en: The text has a brace that"),
        ('en = "What went wrong?"', 'en = "What\\u0000?"', "$.questions[1].text.en: The text has a character that"),
        ('en = "What went wrong?"', f'en = "{"What? " * 400}"', "$.questions[1].text.en: The text has 2400"),
        ('of = "satisfied"', 'of = "happy"', "$.questions[1].when.of: There is no question 'happy' in this survey."),
        ('of = "satisfied"', 'of = "contact"', "$.questions[1].when.of: The question 'contact' is asked later, or is"),
        ('of = "satisfied"', 'of = "why"', "$.questions[1].when.of: The question 'why' is asked later, or is this"),
        ('of = "satisfied"', 'of = "contact.chanel"', "$.questions[1].when.of: The fact 'contact.chanel' looks"),
        ('of = "satisfied"', 'of = "weather.today"', "$.questions[1].when.of: 'weather.today' is not a fact. Begin"),
        ("value = 2", "value = 0", "$.questions[1].when.value: The value 0 is not on the scale of"),
        ('"at_most", of = "satisfied", value = 2', '"all", of = []', "$.questions[1].when.of: The list of"),
        (
            '"at_most", of = "satisfied", value = 2',
            '"one_of", of = "satisfied", values = []',
            "$.questions[1].when.values: The list of values is empty. Name at",
        ),
        (
            '"at_most", of = "satisfied", value = 2',
            '"one_of", of = "satisfied", values = [true]',
            "$.questions[1].when.values",
        ),
        ("[{ text = { en", "[{ text = { en = 'Bye.' } }, { text = { en", "$.thanks[0]: This text has no `when`, so"),
        ('thanks = [{ text = { en = "Thank you." } }]', "thanks = []", "$.thanks: Some answers get no thanks. End"),
        ("thanks = [{", 'thanks = [{ when = { test = "answered", of = "why" },', "$.thanks: Some answers get no"),
    ],
)
def test_one_mistake_is_named_with_its_place_and_remedy(before: str, after: str, complaint: str) -> None:
    assert before in SOUND
    assert any(line.startswith(complaint) for line in complaints(SOUND.replace(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('id = "terms"', 'id = "Terms!"', "$.questions[0].options[2].id: The id 'Terms!' is not allowed. Use up"),
        ('id = "terms"', 'id = "invoice"', "$.questions[0].options[2].id: The id 'invoice' is used by two"),
        ('"A delivery"', '"An  INVOICE?"', "$.questions[0].options[1].label.en: The label 'An  INVOICE?' reads"),
        ('"A delivery"', '"3"', "$.questions[0].options[1].label.en: The label '3' looks like a number"),
        ('"A delivery"', '"…"', "$.questions[0].options[1].label.en: The label '…' looks like a number"),
        ('"A delivery"', '"a; b"', "$.questions[0].options[1].label.en: The label 'a; b' has a semicolon,"),
        ('{ en = "A delivery" }', "{}", "$.questions[0].options[1].label.en: The English text is missing. Add"),
    ],
)
def test_options_must_be_distinct(before: str, after: str, complaint: str) -> None:
    assert any(line.startswith(complaint) for line in complaints(CHOICE.replace(before, after)))


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ('{ test = "at_least", of = "reason", value = 1 }', ".test: The condition needs a number, but the question"),
        ('{ test = "one_of", of = "reason", values = ["parcel"] }', ".values[0]: The value 'parcel' can never be"),
        ('{ test = "not", of = { test = "answered", of = "x" } }', ".of.of: There is no question 'x' in this survey."),
        ('{ test = "any", of = [{ test = "answered", of = "x" }] }', ".of[0].of: There is no question 'x' in this"),
    ],
)
def test_a_condition_must_be_answerable(condition: str, complaint: str) -> None:
    more = f'\n[[questions]]\nid = "why"\nkind = "text"\nwhen = {condition}\ntext = {{ de = "Warum?", en = "Why?" }}\n'
    assert any(line.startswith(f"$.questions[1].when{complaint}") for line in complaints(LANGUAGES + more))


def test_all_faults_are_named_at_once() -> None:
    wrong = (
        LANGUAGES.replace(', en = "Why did you call?"', "").replace(', en = "An invoice"', "").replace("Hallo.", "{x}")
    )
    assert [line.split(": ")[0] for line in complaints(wrong)] == [
        "$.intro.text.de",
        "$.questions[0].text.en",
        "$.questions[0].options[0].label.en",
    ]


def test_all_parts_that_do_not_fit_are_named_at_once() -> None:
    wrong = SOUND.replace('kind = "csat"', 'kind = "x"').replace('kind = "text"', "kind = 1").replace("thanks", "thank")
    places = [line.split(": ")[0] for line in complaints(wrong)]
    assert places == ["$.questions[0].kind", "$.questions[1].kind", "$.thanks", "$.thank"]


def test_a_survey_must_always_have_a_question() -> None:
    only_gold = SOUND.replace("[[questions]]", '[[questions]]\nwhen = { test = "answered", of = "customer.tier" }')
    only_gold = only_gold.replace('when = { test = "at_most", of = "satisfied", value = 2 }\n', "")
    assert complaints(only_gold)[0].startswith("$.questions: Every question has a condition")
    assert complaints(SOUND.partition("[[questions]]")[0] + "questions = []\n")[0].startswith(
        "$.questions: The survey has 0 questions. Write 1 to"
    )


def test_what_a_kind_implies_is_written_out() -> None:
    satisfied = tiny("low_score_why").by_id["satisfied"]
    assert (satisfied.metric, satisfied.scale, satisfied.direction) == ("csat", Scale(1, 5), "higher_is_better")
    assert tiny("ces").questions[0].scale == Scale(1, 7)
    assert tiny("nps").metrics == tiny("nps").questions
    assert tiny("rating").metrics == ()


@pytest.mark.parametrize("name", [*SHIPPED_NAMES, *TINY_NAMES])
def test_a_stored_version_is_the_survey_again(name: str) -> None:
    survey = shipped(name) if name in SHIPPED_NAMES else tiny(name)
    assert decode(canonical(survey)) == survey
    assert digest(survey) == hashlib.sha256(canonical(survey)).hexdigest()


def test_the_digest_of_a_survey_depends_on_wordings_and_not_on_file_order() -> None:
    head, *questions = SOUND.split("[[questions]]")
    lines = head.strip().split("\n")
    digests = {
        digest(read("\n".join(order) + "\n[[questions]]" + "[[questions]]".join(questions), "x"))
        for order in permutations(lines[1:], len(lines) - 1)
    }
    assert digests == {digest(tiny("low_score_why"))}
    assert digest(read(SOUND.replace("went wrong", "was wrong"), "x")) not in digests


def test_the_survey_in_the_manual_is_sound_and_the_manual_complete() -> None:
    manual = (HERE.parent.parent / "docs" / "surveys.md").read_text(encoding="utf-8")
    assert read(manual.partition("```toml\n")[2].partition("```")[0], "surveys.md").id == "visit"
    for name in (*get_args(Kind), *Question.__struct_fields__, *PIPES):
        assert f"`{name}`" in manual, name
