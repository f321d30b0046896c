"""Suggestions: customers write about zebra curtains, which no theme finds; lanterns are dismissed."""

from urllib.parse import parse_qs
from uuid import UUID

import pytest

from tests.comments.comment_fixtures import write_comments
from tests.staff_people import COMMAND, Person, SignIn
from vocapp.comments.pages.suggestion_query import parse_suggestion_query
from vocapp.comments.respondent_score import OwnScore, score_side
from vocapp.comments.themes.suggestion_stage import MOST, SUGGEST, Suggestion, SuggestionResult, run_suggestions
from vocapp.database import DB, to_json
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.nlp.suggestions.suggest import (
    SuggestedTheme,
    SuggestionComment,
    SuggestionReason,
    SuggestionRequest,
    suggest_themes,
)
from vocapp.nlp.suggestions.suggestion_worker import suggest_in_process
from vocapp.nlp.text.highlight import mark_phrases
from vocapp.processes.worker_process import ProcessEndedError
from vocapp.staff import units
from vocapp.staff.units import UnitIn
from vocapp.tokens import Keyring

CURTAIN = "the zebra curtain of [name] on day {}"
LANTERN = "that paper lantern on day {}"
RUDE = "the rude driver on day {}"
HERE = "/app/comments/suggestions"
COMMENTS = "?q=%22zebra+curtain%22"


def pieces(count: int = 12) -> list[SuggestionComment]:
    """Comments: low scores about a curtain, high ones about a lantern, and rude drivers, whom a theme finds."""
    told = (("low", CURTAIN), ("high", LANTERN), ("low", RUDE))
    return [SuggestionComment(text.format(day), feels, ()) for day in range(count) for feels, text in told]  # type: ignore[arg-type]


def keys(found: list[SuggestionComment], before: list[str]) -> dict[str, list[str]]:
    """Suggested phrases with their reasons."""
    told = suggest_themes(SuggestionRequest("en", found, before)).missing
    return {one.key: [reason.kind for reason in one.reasons] for one in told if one.reasons[0].kind != "topic"}


def test_a_phrase_is_suggested_once_with_all_reasons_unless_a_theme_finds_it() -> None:
    told = keys(pieces(120), ["all as ever"] * 500)
    assert told["zebra curtain"] == ["unhappy", "rising", "together"]
    assert told["paper lantern"] == ["rising", "together"]
    assert "zebra" not in told, "it stands in a longer one nearly always"
    assert not any("driver" in key or "name" in key for key in told)


def test_stored_themes_count_as_known() -> None:
    known = [SuggestionComment(one.text, one.feels, ("decor",) if "curtain" in one.text else ()) for one in pieces(40)]
    assert "zebra curtain" not in keys(known, [])


def test_a_phrase_is_shown_as_written_with_examples_of_low_scores_first() -> None:
    texts = [SuggestionComment(f"Zebravorhänge flattern {day}", "high", ()) for day in range(20)]
    texts.append(SuggestionComment("Die Zebravorhaenge flattern, heute", "low", ()))
    [first, *_] = suggest_themes(SuggestionRequest("de", texts, [])).missing
    assert (first.key, first.phrases) == ("zebravorhange flattern", ("zebravorhänge flattern",))
    assert first.examples[0] == 20
    assert first.unthemed == first.comments == 21


def test_without_comments_nothing_is_suggested() -> None:
    assert suggest_themes(SuggestionRequest("en", [], [])).missing == []


@pytest.mark.parametrize(
    ("score", "felt"),
    [
        (None, None),
        (OwnScore("nps", 6, 6, 0, 10), "low"),
        (OwnScore("nps", 8, 8, 0, 10), None),
        (OwnScore("nps", 9, 9, 0, 10), "high"),
        (OwnScore("csat", 2, 2, 1, 5), "low"),
        (OwnScore("csat", 3, 3, 1, 5), None),
        (OwnScore("csat", 4, 4, 1, 5), "high"),
        (OwnScore("resolution", 0, 0, 0, 1), "low"),
    ],
)
def test_the_side_of_a_score(score: OwnScore | None, felt: str | None) -> None:
    assert score_side(score) == felt


def test_phrases_are_highlighted_in_the_text() -> None:
    assert list(mark_phrases("Zebra  curtain? curtain", ["curtain", "zebra curtain"])) == [
        ("Zebra  curtain", True), ("? ", False), ("curtain", True),
    ]  # fmt: skip
    assert list(mark_phrases("plain", [])) == [("plain", False)]
    assert list(mark_phrases("", ["x"])) == []


def test_a_slow_suggestion_process_is_ended() -> None:
    with pytest.raises(ProcessEndedError, match="ended with"):
        suggest_in_process(SuggestionRequest("en", [], []), seconds=0.01)


def test_a_query_is_parsed_and_written_back() -> None:
    actor = Actor("staff", units=(UUID(int=2), UUID(int=1)))
    wanted = parse_suggestion_query({"language": "de", "days": "28", "line": "x", "survey": "a\0"}, actor, ["en", "de"])
    assert wanted.path == f"{HERE}?language=de&days=28&survey=a"
    assert wanted.units == (UUID(int=1), UUID(int=2))
    assert wanted.whose.units == wanted.units
    assert parse_suggestion_query({"days": "7", "language": "xx"}, Actor("staff"), ["en"]).query == {
        "language": "en",
        "days": "90",
    }
    assert (
        wanted.key
        != parse_suggestion_query({"language": "de", "days": "28", "survey": "a"}, Actor("staff"), ["en", "de"]).key
    )


@pytest.fixture
async def written(database: str, registry: Registry, keys: Keyring) -> None:
    texts = [text.format(day) for day in range(12) for text in (CURTAIN, LANTERN)]
    await write_comments(keys, registry, texts, [2 if number % 2 == 0 else 5 for number in range(len(texts))])


@pytest.fixture
async def ann(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Ann Analyst", Role.ANALYST)


async def looked(registry: Registry) -> None:
    """Runs the requested searches."""
    [stage] = [stage for stage in registry.stages if stage.name == SUGGEST]
    assert await run_jobs(stage) == 1


async def test_suggestions_appear_after_a_search_and_dismissed_ones_stay_away(
    written: None, ann: Person, registry: Registry, signed_in: SignIn
) -> None:
    assert "No search yet" in await ann.see(HERE)
    assert (await ann.submit(f"{HERE}/run")).status_code == 303
    page = await ann.see(HERE)
    assert "searching" in page
    assert 'data-live="3"' in page
    await looked(registry)
    page = await ann.see(HERE)
    assert "Search again" in page
    assert "Words that occur together" in page
    assert "<mark>zebra curtain</mark>" in page
    assert "No search yet" in await ann.see(f"{HERE}?days=28")
    new = page.split('href="/app/comments/taxonomy/new?')[1].split('"')[0].replace("&amp;", "&")
    assert parse_qs(new)["language"] == ["en"]
    assert f'href="/app/comments{COMMENTS}' in page
    assert "12 comments" in await ann.see(f"/app/comments{COMMENTS}&language=en")

    sent = await ann.submit(f"{HERE}/dismiss", language="en", phrase="zebra curtain", back=f"{HERE}?days=90")
    assert sent.headers["location"] == f"{HERE}?days=90"
    page = await ann.see(HERE)
    undo = page.split('action="/app/comments/suggestions/restore?')[1].split('"')[0].replace("&amp;", "&")
    assert "1 dismissed phrase" in page
    assert f'href="/app/comments{COMMENTS}' not in page
    await ann.submit(f"{HERE}/restore?{undo}")
    page = await ann.see(HERE)
    assert "dismissed phrase" not in page
    assert f'href="/app/comments{COMMENTS}' in page
    actions = [row["action"] for row in await DB.fetch("SELECT action FROM event WHERE action LIKE 'suggestion%'")]
    assert sorted(actions) == ["suggestion.dismissed", "suggestion.restored", "suggestions.asked"]

    seaside = await units.add(UnitIn("seaside", "Seaside", "site"), COMMAND)
    lena = await signed_in("Lena Lead", Role.LEAD, units=frozenset({seaside}))
    page = await lena.see(HERE)
    assert "No search yet" in page, "what Ann found is not hers"
    assert "Analysts can create themes" in page
    assert (await lena.submit(f"{HERE}/dismiss", language="en", phrase="x")).status_code == 403
    await lena.submit(f"{HERE}/run")
    await looked(registry)
    page = await lena.see(HERE)
    assert "No suggestions" in page
    assert "zebra" not in page
    await DB.execute("DELETE FROM verbatim WHERE redacted LIKE '%curtain%'")
    page = await ann.see(HERE)
    assert f'href="/app/comments{COMMENTS}' in page
    assert "<mark>zebra" not in page, "what was erased is quoted no more"


async def test_a_failed_search_is_reported(written: None, ann: Person) -> None:
    await ann.submit(f"{HERE}/run", days="28")
    run = await DB.fetch_value("SELECT id FROM suggestion_run")
    await DB.execute("UPDATE due SET error = 'EndedError' WHERE subject_id = $1", run)
    assert "failed, will be retried" in await ann.see(f"{HERE}?days=28")
    await DB.execute("UPDATE due SET quarantined_at = now() WHERE subject_id = $1", run)
    assert "An administrator can see why" in await ann.see(f"{HERE}?days=28")


async def test_every_reason_has_a_text_and_comments_are_escaped(written: None, ann: Person) -> None:
    await ann.submit(f"{HERE}/run")
    await DB.execute("UPDATE verbatim SET redacted = $1", "<script>zebra</script> " + "and so on " * 60)
    ids = [row["id"] for row in await DB.fetch("SELECT id FROM verbatim LIMIT 2")]
    kinds = (
        SuggestionReason("unhappy", 20, 100, 2, 200, 4.1),
        SuggestionReason("rising", 9, 300, 1, 310, 3.2),
        SuggestionReason("topic", 9, 300),
    )
    missing = [SuggestedTheme(f"<i>{one.kind}", ("<b>zebra",), 9, 4, (one,), (0,)) for one in kinds]
    found = SuggestionResult([Suggestion(one, tuple(ids)) for one in missing], MOST, 310, 100, 200)
    await DB.execute("UPDATE suggestion_run SET found = $1, found_at = now()", to_json(found))
    page = await ann.see(HERE)
    assert "<script>zebra" not in page
    assert "&lt;b&gt;zebra" in page
    assert "(the newest), 100 with a low score and 200 with a high one" in page
    assert '<strong>20</strong> of 100 <span class="quiet">(20.0%)</span>; with a high score:' in page
    assert "of the period before: <strong>1</strong> of 310" in page
    assert " …</bdi>" in page
    add = page.split(f'href="{HERE}/add?')[1].split('"')[0].replace("&amp;", "&")
    page = await ann.see(f"{HERE}/add?{add}")
    assert "&lt;b&gt;zebra" in page
    assert "/app/comments/taxonomy/theme/price?language=en&amp;phrases=" in page


async def test_a_deleted_run_is_skipped(database: str) -> None:
    await run_suggestions(UUID(int=7))
