"""All filters of the comment list are in its address."""

from datetime import datetime
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from vocapp.comments.comment_filters import CommentFilter
from vocapp.comments.full_text_search import CONFIGURATIONS
from vocapp.comments.pages.comment_list_query import CommentListQuery, CommentTab, parse_list_query
from vocapp.comments.tables import EXTRA_SQL
from vocapp.nlp.sentiment.word_highlights import TextPiece, highlight_words
from vocapp.nlp.types import WordWeight

BERLIN = ZoneInfo("Europe/Berlin")
ME = UUID(int=7)


def read(path: str) -> CommentListQuery:
    return parse_list_query(dict(parse_qsl(urlsplit(path).query)))


@given(
    st.dictionaries(
        st.sampled_from(["tab", "q", "label", "theme", "since", "until", "unit", "coded", "after", "x"]),
        st.text(max_size=250) | st.sampled_from(["urgent", "negative", "none", "mine", "2026-05-03", str(ME)]),
    )
)
def test_an_address_holds_the_whole_query(query: dict[str, str]) -> None:
    view = parse_list_query(query)
    assert read(view.path) == view
    view.chosen(BERLIN, ME)


def test_other_addresses_of_the_same_query() -> None:
    view = parse_list_query({"tab": "urgent", "q": "late", "since": "2026-05-03", "after": str(ME)})
    assert read(view.on(CommentTab.ALL)) == CommentListQuery(CommentTab.ALL, view.narrowed)
    assert read(view.cleared) == CommentListQuery(CommentTab.URGENT)
    assert read(view.with_theme("delay")) == CommentListQuery(CommentTab.URGENT, {**view.narrowed, "theme": "delay"})
    assert view.is_narrowed_more
    assert not parse_list_query({"q": "late"}).is_narrowed_more


def test_days_begin_and_end_in_the_companys_zone() -> None:
    chosen = parse_list_query({"since": "2026-03-29", "until": "2026-03-29"}).chosen(BERLIN, None)
    assert chosen.since == datetime(2026, 3, 29, tzinfo=BERLIN)
    assert chosen.until == datetime(2026, 3, 30, tzinfo=BERLIN)
    assert parse_list_query({"until": "9999-12-31"}).chosen(BERLIN, None).until is None


def test_what_a_filter_means() -> None:
    def chosen(**query: str) -> CommentFilter:
        return parse_list_query(query).chosen(BERLIN, ME)

    assert chosen(theme="none") == CommentFilter(has_theme=False)
    assert chosen(coded="any", tab="unread") == CommentFilter(coded=True, is_unread=True)
    assert chosen(coded="none") == CommentFilter(coded=False)
    assert chosen(coded="mine", tab="uncertain") == CommentFilter(coded_by=ME, abstain=True, state="scored")
    assert chosen(coded="not_mine", q="never again") == CommentFilter(uncoded_by=ME, words="never again")


def test_the_search_configurations_match_the_table() -> None:
    column = EXTRA_SQL[0]
    for language, rules in CONFIGURATIONS.items():
        assert f"WHEN '{language}' THEN '{rules}'::regconfig" in column
    assert column.count("WHEN") == len(CONFIGURATIONS)


def test_a_text_is_split_into_highlighted_pieces() -> None:
    evidence = [
        WordWeight((4, 8), -0.6),
        WordWeight((0, 3), 0.01),
        WordWeight((6, 9), 0.5),
        WordWeight((9, 99), 1),
        WordWeight((5, 5), 1),
    ]
    assert highlight_words("Was rude.", evidence) == [TextPiece("Was "), TextPiece("rude", -0.6), TextPiece(".")]
    assert highlight_words("", ()) == [TextPiece("")]
    assert highlight_words("Oh", [WordWeight((0, 2), 1)]) == [TextPiece("Oh", 1)]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.floats(-1, 1)), max_size=6))
def test_the_pieces_together_are_the_text(text: str, weights: list[tuple[int, int, float]]) -> None:
    cut = highlight_words(text, [WordWeight((first, last), weight) for first, last, weight in weights])
    assert "".join(piece.text for piece in cut) == text
