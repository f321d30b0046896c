"""Taxonomies: analysis with them, writing and parsing, changes, and their name in each analysis."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fault_sentences import refused
from tests.hypothesis_profiles import examples
from vocapp.cli import vocapp
from vocapp.comments.models.active_model import names_of_active
from vocapp.comments.pages.theme_form import MOST_CHARACTERS, ThemeForm, check_form
from vocapp.comments.themes.theme_tree import branches
from vocapp.faults import Fault
from vocapp.http.fault_texts import format_fault
from vocapp.nlp.analysis_worker import ModelSelection
from vocapp.nlp.pipeline import Pipeline, load_engine
from vocapp.nlp.sentiment.company_model import CompanyModel
from vocapp.nlp.sentiment.linear_model import MUTE_SIZE, POLAR_INPUTS, LinearModel
from vocapp.nlp.text.phrase_syntax import PhraseError, parse_phrase
from vocapp.nlp.text.word_tokens import tokenize
from vocapp.nlp.themes.detect_themes import theme_languages
from vocapp.nlp.themes.learned_themes import LearnedThemes
from vocapp.nlp.themes.phrase_finder import ThemeFinder, shipped_finder
from vocapp.nlp.themes.preview_worker import (
    PreviewComment,
    PreviewMatch,
    PreviewRequest,
    ThemeTally,
    preview_in_process,
    preview_taxonomy,
)
from vocapp.nlp.themes.taxonomy import (
    Taxonomy,
    TaxonomyError,
    Theme,
    parse_taxonomy,
    phrases_of,
    shipped_taxonomy,
    taxonomy_name,
)
from vocapp.nlp.themes.taxonomy_diff import compare_taxonomies
from vocapp.nlp.themes.taxonomy_edit import (
    find_theme,
    find_urgent_theme,
    keep_removed_themes,
    new_theme_id,
    tidy_phrases,
    with_theme,
    with_urgent,
)
from vocapp.nlp.themes.taxonomy_toml import format_taxonomy
from vocapp.nlp.types import CommentInput
from vocapp.nlp.urgency.detect_urgency import detect_urgency

OWN = """
version = 4
[[theme]]
id = "pots"
titles = { en = "Pots" }
[theme.phrases]
en = '''
kettle*
pot
'''
[[theme]]
id = "signal"
titles = { en = "Signal" }
lines = ["mobile"]
[theme.phrases]
en = "signal"
[[theme]]
id = "old"
titles = { en = "Old" }
retired = true
[theme.phrases]
en = "kettle"
[urgent.harm]
en = "bedazzled"
sv = "brann"
"""
TEXT = "The kettle has no signal, and the toast is bedazzled."


def themes(engine: Pipeline, text: str, line: str | None = None, language: str = "en") -> set[str]:
    [reading] = engine.analyse([CommentInput(text, language, line=line)])
    return {found.theme for found in reading.themes}


def test_a_comment_gets_the_themes_of_its_line_of_business() -> None:
    engine = load_engine(None, OWN.encode())
    assert themes(engine, TEXT, "mobile") == {"pots", "signal"} == themes(engine, TEXT)
    assert themes(engine, TEXT, "broadband") == {"pots"} == themes(engine, TEXT, "another")
    assert themes(Pipeline(), "far too expensive", "mobile") == {"price"}


def test_lines_without_own_themes_share_one_finder() -> None:
    finder = ThemeFinder(parse_taxonomy(OWN))
    assert finder.matcher("en", "broadband") is finder.matcher("en", "another")
    assert finder.matcher("en", "mobile") is not finder.matcher("en")
    assert shipped_finder().hits(TEXT, "pl") == ()


def test_urgent_phrases_are_the_shipped_ones_and_more() -> None:
    own = ThemeFinder(parse_taxonomy(OWN))
    assert detect_urgency(TEXT, "en") == ()
    assert detect_urgency(TEXT, "en", own) == ("harm",)
    assert detect_urgency("I got food poisoning", "en", own) == ("harm",)
    assert detect_urgency("jag brann", "sv", own) == ("harm",)
    with refused(TaxonomyError, match=r"There is no urgent theme 'boredom'"):
        parse_taxonomy(OWN.replace("urgent.harm", "urgent.boredom"))
    with refused(TaxonomyError, match="Theme 'harm', en, line 1, phrase 'a\\*'"):
        parse_taxonomy(OWN.replace("bedazzled", "a*"))


def test_learned_themes_replace_those_of_a_taxonomy_except_urgent_ones() -> None:
    linear = LinearModel((), {}, (0.0,) * (len(POLAR_INPUTS) + 1), (0.0,) * MUTE_SIZE)
    gear = LearnedThemes(("gear",), {"gearbox": 1.0}, {"gearbox": ((0, 9.0),)}, (-4.0,), (0.5,))
    content = CompanyModel(linear, 1.0, None, 30, gear).packed()
    engine = load_engine(content, OWN.encode())
    [reading] = engine.analyse([CommentInput("The kettle and the gearbox are bedazzled", "en")])
    assert ([found.theme for found in reading.themes], reading.urgent) == (["gear"], ("harm",))
    assert engine.model == f"{load_engine(content).model}-{taxonomy_name(parse_taxonomy(OWN), OWN.encode())}"
    assert load_engine(content, OWN.split("[urgent")[0].encode()).analyse([CommentInput(TEXT, "en")])[0].urgent == ()


def test_an_analysis_names_its_taxonomy() -> None:
    name = load_engine(None, OWN.encode()).model
    assert name == f"{Pipeline().model}-{taxonomy_name(parse_taxonomy(OWN), OWN.encode())}"
    assert name.split("-")[-2] == "t4"
    assert load_engine(None, OWN.replace("kettle*", "kettles").encode()).model != name
    assert len(f"{name}-123456789012-t1000") <= 80


def test_which_analyses_are_of_the_active_versions() -> None:
    one, two = "t1-0123456789ab", "t2-0123456789ab"
    used = ["new", f"new-{one}", "learned", f"learned-{one}", f"learned-{two}", "old"]
    learned = ["learned"]
    assert names_of_active(used, ModelSelection(), learned) == ["new"]
    assert names_of_active(used, ModelSelection(None, one), learned) == [f"new-{one}"]
    assert names_of_active(used, ModelSelection("learned"), learned) == ["learned"]
    assert names_of_active(used, ModelSelection("learned", two), learned) == [f"learned-{two}"]
    assert names_of_active(used, ModelSelection("learned", "t3-0123456789ab"), learned) == []


def test_the_command_uses_a_taxonomy_file_or_reports_its_faults(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    lines = "".join(json.dumps({"text": TEXT, "line": line}) + "\n" for line in ("mobile", "fixed"))
    done = CliRunner().invoke(vocapp, ["score", "--taxonomy", str(file)], input=lines)
    found = [{theme["theme"] for theme in json.loads(line)["themes"]} for line in done.stdout.splitlines()]
    assert (done.exit_code, found) == (0, [{"pots", "signal"}, {"pots"}])
    file.write_text(OWN.replace("pot\n", "p*\n"), encoding="utf-8")
    done = CliRunner().invoke(vocapp, ["score", "--taxonomy", str(file)], input=lines)
    assert done.exit_code == 2
    assert "Theme 'pots', en, line 2, phrase 'p*': 'p*' would find nearly every word. Write more of it." in done.stderr
    done = CliRunner().invoke(vocapp, ["score", "--taxonomy", str(tmp_path / "none.toml")], input=lines)
    assert done.exit_code == 2


@pytest.mark.parametrize("theme", ["none", "a b", "x/y", "", "a" * 61, "é"])
def test_theme_ids_fit_in_addresses(theme: str) -> None:
    with refused(TaxonomyError, match="Use up to 60 letters"):
        parse_taxonomy(OWN.replace('"pots"', f'"{theme}"'))


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
ids = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
phrases = st.dictionaries(st.sampled_from(["en", "de", "pt-BR", "ar"]), st.lists(ids).map("\n".join), max_size=3)
a_theme = st.builds(
    Theme, ids.filter(lambda name: name != "none"), st.dictionaries(ids, words, max_size=2), phrases, st.none(),
    st.lists(words, max_size=2).map(tuple), st.booleans(),
)  # fmt: skip
a_taxonomy = st.builds(
    Taxonomy,
    st.integers(0, 9),
    st.lists(a_theme, max_size=4, unique_by=lambda one: one.id).map(tuple),
    st.dictionaries(st.sampled_from(["harm", "legal"]), phrases, max_size=2),
)


@examples(30)
@given(a_taxonomy)
def test_a_written_taxonomy_is_parsed_back(taxonomy: Taxonomy) -> None:
    assert parse_taxonomy(format_taxonomy(taxonomy)) == taxonomy


def test_the_shipped_taxonomy_survives_download_and_upload() -> None:
    assert parse_taxonomy(format_taxonomy(shipped_taxonomy())) == shipped_taxonomy()
    assert theme_languages() == {"en", "de", "fr", "es", "pt", "nl"}


@given(st.text(max_size=30), st.text(max_size=60), st.sampled_from(["en", "de", "ar"]))
@example("a_b_c_d_e_f|wait .. *konto + x - y", "wait a b c d e f konto", "en")
@example("ß*|ﬁ²", "ß fi2", "de")
def test_every_valid_phrase_can_be_searched(phrase: str, text: str, language: str) -> None:
    try:
        parse_phrase(phrase, language)
    except PhraseError as error:
        [fault] = error.faults
        assert str(fault.params.get("piece", "")) in str(fault.params["phrase"])
        assert format_fault(fault)
        return
    lines = phrase.splitlines() or [""]
    theme = Theme("a", {}, {language: lines[0]})
    try:
        list(phrases_of(theme, language))
    except TaxonomyError:
        return
    ThemeFinder(Taxonomy(1, (theme,)), urgent=Taxonomy(1, ())).matcher(language).find(tokenize(text, language))


@examples(25)
@given(a_taxonomy, a_taxonomy)
def test_changes_are_symmetric(before: Taxonomy, after: Taxonomy) -> None:
    assert compare_taxonomies(before, before) == []
    there = {(one.is_urgent, one.theme.id) for one in compare_taxonomies(before, after)}
    assert there == {(one.is_urgent, one.theme.id) for one in compare_taxonomies(after, before)}
    kept = keep_removed_themes(after, before)
    assert {theme.id for theme in kept.theme} == {theme.id for theme in (*before.theme, *after.theme)}
    assert all(theme.retired or find_theme(after, theme.id) for theme in kept.theme)
    assert parse_taxonomy(format_taxonomy(kept)) == kept


def test_changes_of_themes_are_listed_by_kind() -> None:
    before = parse_taxonomy(OWN)
    pots = Theme("pots", {"en": "Pans"}, {"en": "kettle*\npan\n", "de": "Topf\n"}, "signal", ("mobile",))
    [change] = compare_taxonomies(before, with_theme(before, pots))
    assert change.what == ("renamed", "moved", "lines", "phrases")
    assert [(one.language, one.added, one.removed) for one in change.phrases] == [
        ("en", ("pan",), ("pot",)),
        ("de", ("Topf",), ()),
    ]
    found = compare_taxonomies(
        before, Taxonomy(5, (Theme("old", {"en": "Old"}, {"en": "kettle"}), Theme("new", {})), before.urgent)
    )
    assert [(one.theme.id, one.what) for one in found] == [
        ("old", ("brought back",)),
        ("new", ("added",)),
        ("pots", ("removed",)),
        ("signal", ("removed",)),
    ]
    less = with_urgent(before, "harm", {})
    assert [(one.theme.id, one.is_urgent, one.what) for one in compare_taxonomies(before, less)] == [
        ("harm", True, ("removed",))
    ]
    assert find_urgent_theme(less, "harm").title("de") == "Jemand kam zu Schaden"


def test_a_new_theme_gets_its_own_id() -> None:
    own = parse_taxonomy(OWN)
    assert new_theme_id({"de": "Töpfe & Pfannen"}, own) == "topfe_pfannen"
    assert new_theme_id({"en": "Pots"}, own) == "pots_2"
    assert new_theme_id({"en": "None"}, own) == "none_2"
    assert new_theme_id({"en": "Harm!"}, own) == "harm_2"
    assert new_theme_id({"ar": "إبريق"}, own) == "theme"
    assert tidy_phrases({"en": " a \n\na\nb", "de": "\n"}) == {"en": "a\nb\n"}


def test_a_theme_cannot_be_its_own_parent_and_keeps_a_retired_one() -> None:
    own = Taxonomy(1, (Theme("a", {}), Theme("b", {}, {}, "a"), Theme("c", {}, {}, "b"), Theme("d", {}, {}, "x")))
    assert check_form(ThemeForm("a", {"en": "A"}, {}, "c"), own, ()).fields == {
        "parent": Fault.of("theme.unknown_parent")
    }
    assert not check_form(ThemeForm("c", {"en": "C"}, {}, "a"), own, ())
    assert not check_form(ThemeForm("d", {"en": "D"}, {}, "x"), own, ())
    assert check_form(ThemeForm("a", {"en": "A"}, {"en": "x " * 30_000}), own, ()).fields == {
        "phrases.en": Fault.of("theme.too_long", most=MOST_CHARACTERS)
    }
    assert [(one.theme.id, one.depth) for one in branches(own)] == [("a", 0), ("b", 1), ("c", 2), ("d", 0)]


def test_a_preview_compares_two_taxonomies() -> None:
    before = parse_taxonomy(OWN)
    after = with_theme(before, Theme("pots", {}, {"en": "pot\npans\n"}))
    comments = [PreviewComment(text, "en") for text in ("a pot", "a kettle", "the pans, the pans", "nothing")]
    ask = PreviewRequest(comments, before, after, "cx/pots")
    found = preview_taxonomy(ask)
    assert found.tallies == [ThemeTally("cx/pots", 2, 2, 1, 1)]
    assert found.examples == [
        PreviewMatch(2, "gained", ((4, 8), (14, 18))),
        PreviewMatch(1, "lost", ((2, 8),)),
        PreviewMatch(0, "kept", ((2, 5),)),
    ]
    assert preview_in_process(ask) == found
    assert preview_taxonomy(PreviewRequest(comments, before, after)).tallies == found.tallies
    assert preview_taxonomy(PreviewRequest(comments, before, after, "cx/none")).tallies == [
        ThemeTally("cx/none", 0, 0, 0, 0)
    ]
    more = with_urgent(before, "harm", {"en": "dented pot|pan"})
    harmed = [
        PreviewComment("My dented pot", "en"),
        PreviewComment("No dented pot", "en"),
        PreviewComment("It bedazzled me", "en"),
    ]
    [tally] = preview_taxonomy(PreviewRequest(harmed, before, more, "urgent/harm")).tallies
    assert (tally.gained, tally.lost) == (1, 1), "nobody dented a pot in the second"
