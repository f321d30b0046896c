"""What is pure stays pure: it takes what it needs, the moment included, and gives an answer; it reaches for nothing."""

import ast

import pytest

from tests.house import PACKAGE, Module, modules

PURE_ROOMS = ("questionnaire", "metrics", "channels")
PURE_FILES = (
    "catalogue/brand.py",
    "catalogue/contrast.py",
    "catalogue/company.py",
    "catalogue/programme.py",
    "catalogue/definition_parser.py",
    "catalogue/snapshot.py",
    "catalogue/case_rule.py",
    "catalogue/working_hours.py",
    "studio/import_form.py",
    "cases/pages/queue_query.py",
    "cases/action_rules.py",
    "cases/due_times.py",
    "cases/match_rules.py",
    "cases/pages/types.py",
    "cases/case_states.py",
    "nlp/sentiment/embeddings.py",
    "nlp/training/calibration_result.py",
    "nlp/sentiment/company_model.py",
    "nlp/sentiment/question_context.py",
    "nlp/pipeline.py",
    "nlp/sentiment/sentiment_features.py",
    "nlp/themes/taxonomy_edit.py",
    "nlp/themes/phrase_finder.py",
    "nlp/themes/taxonomy_diff.py",
    "nlp/themes/taxonomy_toml.py",
    "comments/pages/theme_form.py",
    "nlp/sentiment/lexicon.py",
    "nlp/training/design_matrix.py",
    "nlp/training/train_classifier.py",
    "nlp/training/train.py",
    "nlp/sentiment/embedding_model.py",
    "nlp/training/train_embedding_model.py",
    "nlp/jsonl.py",
    "nlp/sentiment/linear_model.py",
    "nlp/sentiment/sentiment_model.py",
    "nlp/language/function_words.py",
    "nlp/text/ngrams.py",
    "nlp/sentiment/lexicon_scores.py",
    "nlp/sentiment/classifier.py",
    "nlp/sentiment/model_file.py",
    "metrics/krippendorff_alpha.py",
    "nlp/types.py",
    "nlp/training/examples.py",
    "nlp/training/evaluate.py",
    "nlp/sentiment/word_highlights.py",
    "comments/pages/comments_query.py",
    "comments/respondent_score.py",
    "comments/full_text_search.py",
    "nlp/redaction/digit_spans.py",
    "nlp/redaction/check_digits.py",
    "nlp/redaction/known_identities.py",
    "nlp/redaction/known_names.py",
    "nlp/sentiment/empty_comment.py",
    "nlp/language/detect_language.py",
    "nlp/redaction/number_formats.py",
    "nlp/urgency/detect_urgency.py",
    "nlp/sentiment/term_weights.py",
    "nlp/urgency/urgency_model.py",
    "nlp/themes/detect_themes.py",
    "nlp/themes/learned_themes.py",
    "nlp/themes/theme_features.py",
    "nlp/suggestions/collocations.py",
    "metrics/theme_trends.py",
    "nlp/suggestions/suggest.py",
    "nlp/text/highlight.py",
    "comments/pages/suggestions_query.py",
    "nlp/text/word_tokens.py",
    "nlp/themes/taxonomy.py",
    "nlp/text/stop_words.py",
    "nlp/text/phrase_syntax.py",
    "nlp/text/misspelling.py",
    "nlp/text/phrase_matcher.py",
    "nlp/text/sentences.py",
    "nlp/redaction/types.py",
    "nlp/redaction/personal_numbers.py",
    "nlp/redaction/personal_patterns.py",
    "nlp/redaction/postcodes.py",
    "nlp/redaction/redact.py",
    "nlp/text/spelling.py",
    "nlp/redaction/streets.py",
    "invitations/policy/brand_choice.py",
    "invitations/policy/dispositions.py",
    "invitations/policy/contact_facts.py",
    "invitations/policy/language_choice.py",
    "invitations/invitation_text.py",
    "invitations/policy/decide.py",
    "invitations/policy/sampling.py",
    "invitations/policy/types.py",
    "invitations/policy/quiet_hours.py",
    "invitations/contact_phrase.py",
    "digests/content/digest_charts.py",
    "digests/content/power_notes.py",
    "digests/content/types.py",
    "digests/content/merge_slices.py",
    "digests/content/headline.py",
    "digests/periods.py",
    "digests/content/plain_text.py",
    "digests/content/document.py",
    "digests/scope.py",
    "digests/content/digest_sentences.py",
    "digests/content/labels.py",
    "http/problem_json.py",
    "rollups/queries/outliers.py",
    "dashboards/numbers_export.py",
    "rollups/survey_measures.py",
    "rollups/packing.py",
    "rollups/types.py",
    "rollups/slice.py",
    "dashboards/sparkline.py",
    "dashboards/numbers_query.py",
    "charts/types.py",
    "charts/spec_answers.py",
    "charts/spec_comparison.py",
    "charts/spec_funnel.py",
    "charts/chart_style.py",
    "charts/spec_trend.py",
    "rollups/contributions_sql.py",
    "messages/message_states.py",
)
NOT_HERE = {
    "litestar": "a handler belongs into web.py or api.py of a room that is not pure",
    "piccolo": "a table belongs into tables.py",
    "asyncpg": "read the rows before, and hand over what they say",
    "asyncio": "pure code does not wait: let the caller do so",
    "httpx": "talking to others belongs into gateways/",
    "random": "take a seed, and draw from hashlib, so that the same input gives the same answer",
    "secrets": "take what is random as an argument",
    "os": "settings.py alone reads the environment",
    "time": "take the moment as an argument",
    "vocapp.database": "read the rows before, and hand over what they say",
    "vocapp.clock": "take the moment as an argument",
    "vocapp.settings": "take the value that is needed as an argument",
}
# The wall clock, by whom it may be read: what must follow the machine's clock and not the business's.
CLOCK_READERS = (
    "vocapp/clock.py",
    "vocapp/http/log_format.py",
    "vocapp/operations/doctor_checks.py",
    "vocapp/messages/mailbox_webhook.py",
)


def pure() -> list[Module]:
    files = {PACKAGE / name for name in PURE_FILES}
    return [m for m in modules() if m.path in files or (m.room in PURE_ROOMS and m.path.name != "commands.py")]


@pytest.mark.parametrize("module", pure(), ids=lambda module: module.place)
def test_pure_code_reaches_for_nothing(module: Module) -> None:
    wrong = [
        f"{module.place}:{line} imports {name}: {remedy}"
        for name, line in module.imports
        for banned, remedy in NOT_HERE.items()
        if name == banned or name.startswith(f"{banned}.")
    ]
    assert not wrong, "\n".join(wrong)


def test_every_pure_file_is_there() -> None:
    assert [name for name in PURE_FILES if not (PACKAGE / name).is_file()] == []


def test_time_comes_from_the_clock() -> None:
    wrong = [
        f"{module.place}:{node.lineno} reads the machine's clock: call vocapp.clock.now()"
        for module in modules()
        if module.place not in CLOCK_READERS
        for node in ast.walk(module.tree)
        if _reads_the_clock(node)
    ]
    assert not wrong, "\n".join(wrong)


def _reads_the_clock(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
    return (name, node.func.attr) in {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
        ("time", "time"),
    }


def test_the_environment_is_read_by_the_settings_only() -> None:
    allowed = {
        "vocapp/settings.py",
        "vocapp/database/migrate.py",  # Piccolo finds its engine by a variable
    }
    wrong = [
        f"{module.place}:{node.lineno} reads the environment: add a field to Settings"
        for module in modules()
        if module.place not in allowed
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and isinstance(node.value, ast.Name)
        if node.value.id == "os"
    ]
    assert not wrong, "\n".join(wrong)
