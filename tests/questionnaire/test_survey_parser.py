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
        ("[[questions]]", "[[questions", "$ is not TOML: "),
        ('kind = "csat"', 'kind = "smileys"', "$.questions[0].kind Invalid enum value 'smileys': correct the value"),
        (
            'kind = "csat"',
            'kind = "csat"\ncolour = 1',
            "$.questions[0] Object contains unknown field `colour`: correct its",
        ),
        ('id = "satisfied"\n', "", "$.questions[0] Object missing required field `id`: add it"),
        ('test = "at_most"', 'test = "under"', "$.questions[1].when.test Invalid value 'under': correct the value"),
        ('title = { en = "A few questions" }\n', "", "$ Object missing required field `title`: add it"),
        ("thanks = [{", "thanks = [7, {", "$.thanks[0] Expected `object`, got `int`: correct the value"),
        (
            'id = "low_score_why"',
            'id = "Low score"',
            "$.id 'Low score' is not allowed: use up to 40 lower-case letters",
        ),
        ('id = "why"', 'id = "all"', "$.questions[1].id 'all' is not allowed: use"),
        ('id = "why"', 'id = "satisfied"', "$.questions have the id 'satisfied' 2 times: give every question its"),
        ('languages = ["en"]', "languages = []", "$.languages is empty: name the default language first"),
        ('languages = ["en"]', 'languages = ["en", "en"]', "$.languages[1] 'en' is there twice: remove one"),
        (
            'languages = ["en"]',
            'languages = ["en", "nl"]',
            "$.languages[1] 'nl' is not spoken by the engine; choose from",
        ),
        ('languages = ["en"]', 'languages = ["en"]\nseconds = 0', "$.seconds must be at least 1: say how long"),
        (
            'languages = ["en"]',
            'languages = ["en"]\nidle_minutes = { page = 0 }',
            "$.idle_minutes.page must be at least 1",
        ),
        ('kind = "csat"', 'kind = "csat"\nscale = [1, 7]', "$.questions[0].scale of the kind csat must be [1, 5]; for"),
        (
            'kind = "csat"',
            'kind = "csat"\nmetric = "nps"',
            "$.questions[0].metric 'nps' does not fit the kind csat: choose",
        ),
        ('object = "contact"\n', "", "$.questions[0].object is missing: say what is judged, one of contact, agent"),
        ('occasion = "post_contact"\n', "", "$.questions[0].occasion is missing: say when it is judged, post_contact"),
        (
            'kind = "csat"',
            'kind = "csat"\ndirection = "lower_is_better"',
            "$.questions[0].direction of the metric csat is",
        ),
        ('kind = "csat"', 'kind = "csat"\nessential = 0', "$.questions[0].essential must be 1 (the most essential)"),
        (
            'kind = "csat"',
            'kind = "csat"\nasks = "praise"',
            "$.questions[0].asks belongs to questions of kind text, this",
        ),
        (
            'kind = "csat"',
            'kind = "csat"\noptions = [{ id = "a", label = { en = "A" } }]',
            "$.questions[0].options belong",
        ),
        (
            'kind = "text"',
            'kind = "text"\nscale = [1, 5]',
            "$.questions[1].scale does not fit the kind text: remove it",
        ),
        ('kind = "text"', 'kind = "text"\nmax_length = 0', "$.questions[1].max_length must be 1 to 10000 characters"),
        (
            'kind = "text"',
            'kind = "text"\nmetric = "csat"',
            "$.questions[1].metric 'csat' does not fit the kind text: remove",
        ),
        ('kind = "text"', 'kind = "text"\nobject = "agent"', "$.questions[1].object belongs to a metric: state the"),
        (
            'kind = "text"',
            'kind = "text"\nlow_label = { en = "bad" }',
            "$.questions[1].low_label belongs to a scale, this",
        ),
        ('kind = "text"', 'kind = "choice"', "$.questions[1].options must be 2 to 50"),
        ('kind = "text"', 'kind = "rating"\nscale = [5, 1]', "$.questions[1].scale [5, 1] must rise from low to high"),
        (
            'kind = "text"',
            'kind = "rating"\nscale = [0, 100]',
            "$.questions[1].scale must have whole ends and at most 11",
        ),
        ('kind = "text"', 'kind = "rating"\nscale = [0.5, 5]', "$.questions[1].scale must have whole ends"),
        ('text = { en = "What went wrong?" }\n', "", "$.questions[1].text.en is missing: add the English wording"),
        ('en = "What went wrong?"', 'en = " "', "$.questions[1].text.en is missing: add the English wording"),
        (
            'en = "What went wrong?"',
            'en = "W?", de = "W?"',
            "$.questions[1].text.de is not a language of this survey: remove",
        ),
        (
            'en = "What went wrong?"',
            'en = "Was {agnet|he} kind?"',
            "$.questions[1].text.en takes in 'agnet', which is not",
        ),
        (
            'en = "What went wrong?"',
            'en = "Was {agent| } kind?"',
            "$.questions[1].text.en has an empty fallback for 'agent'",
        ),
        ('en = "What went wrong?"', 'en = "Was {agent} kind?"', "$.questions[1].text.en has a brace that is no pipe"),
        ('en = "What went wrong?"', 'en = "What\\u0000?"', "$.questions[1].text.en has a character that cannot be"),
        (
            'en = "What went wrong?"',
            f'en = "{"What? " * 400}"',
            "$.questions[1].text.en has 2400 characters: shorten it to",
        ),
        (
            'of = "satisfied"',
            'of = "happy"',
            "$.questions[1].when.of 'happy' is no question of this survey: use the id",
        ),
        (
            'of = "satisfied"',
            'of = "contact"',
            "$.questions[1].when.of 'contact' is asked later, or is this very question",
        ),
        ('of = "satisfied"', 'of = "why"', "$.questions[1].when.of 'why' is asked later, or is this very question"),
        ('of = "satisfied"', 'of = "contact.chanel"', "$.questions[1].when.of 'contact.chanel' looks misspelt: write"),
        (
            'of = "satisfied"',
            'of = "weather.today"',
            "$.questions[1].when.of 'weather.today' is not a fact: begin with",
        ),
        ("value = 2", "value = 0", "$.questions[1].when.value 0 is off the scale of 'satisfied': choose from 1 to 5"),
        (
            '"at_most", of = "satisfied", value = 2',
            '"all", of = []',
            "$.questions[1].when.of is empty: name at least one",
        ),
        (
            '"at_most", of = "satisfied", value = 2',
            '"one_of", of = "satisfied", values = []',
            "$.questions[1].when.values is",
        ),
        (
            '"at_most", of = "satisfied", value = 2',
            '"one_of", of = "satisfied", values = [true]',
            "$.questions[1].when.values",
        ),
        (
            "[{ text = { en",
            "[{ text = { en = 'Bye.' } }, { text = { en",
            "$.thanks[0] has no `when`, so the later ones",
        ),
        ('thanks = [{ text = { en = "Thank you." } }]', "thanks = []", "$.thanks must end with one that has no `when`"),
        (
            "thanks = [{",
            'thanks = [{ when = { test = "answered", of = "why" },',
            "$.thanks must end with one that has no",
        ),
    ],
)
def test_one_mistake_is_named_with_its_place_and_remedy(before: str, after: str, complaint: str) -> None:
    assert before in SOUND
    assert any(line.startswith(complaint) for line in complaints(SOUND.replace(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('id = "terms"', 'id = "Terms!"', "$.questions[0].options[2].id 'Terms!' is not allowed"),
        (
            'id = "terms"',
            'id = "invoice"',
            "$.questions[0].options[2].id 'invoice' is there twice: give every option",
        ),
        (
            '"A delivery"',
            '"An  INVOICE?"',
            "$.questions[0].options[1].label.en 'An  INVOICE?' reads like an earlier option",
        ),
        (
            '"A delivery"',
            '"3"',
            "$.questions[0].options[1].label.en '3' looks like a number in the list: use words",
        ),
        ('"A delivery"', '"…"', "$.questions[0].options[1].label.en '…' looks like a number"),
        (
            '"A delivery"',
            '"a; b"',
            "$.questions[0].options[1].label.en has a semicolon, which separates the answers of a list",
        ),
        ('{ en = "A delivery" }', "{}", "$.questions[0].options[1].label.en is missing: add the English wording"),
    ],
)
def test_options_must_be_distinct(before: str, after: str, complaint: str) -> None:
    assert any(line.startswith(complaint) for line in complaints(CHOICE.replace(before, after)))


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ('{ test = "at_least", of = "reason", value = 1 }', ".test needs a number, 'reason' is choice: use one_of"),
        (
            '{ test = "one_of", of = "reason", values = ["parcel"] }',
            ".values[0] 'parcel' is never answered: choose from",
        ),
        ('{ test = "not", of = { test = "answered", of = "x" } }', ".of.of 'x' is no question of this survey"),
        ('{ test = "any", of = [{ test = "answered", of = "x" }] }', ".of[0].of 'x' is no question of this survey"),
    ],
)
def test_a_condition_must_be_answerable(condition: str, complaint: str) -> None:
    more = f'\n[[questions]]\nid = "why"\nkind = "text"\nwhen = {condition}\ntext = {{ de = "Warum?", en = "Why?" }}\n'
    assert any(line.startswith(f"$.questions[1].when{complaint}") for line in complaints(LANGUAGES + more))


def test_all_faults_are_named_at_once() -> None:
    wrong = (
        LANGUAGES.replace(', en = "Why did you call?"', "").replace(', en = "An invoice"', "").replace("Hallo.", "{x}")
    )
    assert [line.split(" ")[0] for line in complaints(wrong)] == [
        "$.intro.text.de",
        "$.questions[0].text.en",
        "$.questions[0].options[0].label.en",
    ]


def test_all_parts_that_do_not_fit_are_named_at_once() -> None:
    wrong = SOUND.replace('kind = "csat"', 'kind = "x"').replace('kind = "text"', "kind = 1").replace("thanks", "thank")
    places = [line.split(" ")[0] for line in complaints(wrong)]
    assert places == ["$.questions[0].kind", "$.questions[1].kind", "$"]


def test_a_survey_must_always_have_a_question() -> None:
    only_gold = SOUND.replace("[[questions]]", '[[questions]]\nwhen = { test = "answered", of = "customer.tier" }')
    only_gold = only_gold.replace('when = { test = "at_most", of = "satisfied", value = 2 }\n', "")
    assert complaints(only_gold)[0].startswith("$.questions all have a condition")
    assert complaints(SOUND.partition("[[questions]]")[0] + "questions = []\n")[0].startswith(
        "$.questions must be 1 to"
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
