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
    "followup/queue_view.py",
    "followup/changes.py",
    "followup/clocks.py",
    "followup/openings.py",
    "followup/shown.py",
    "followup/states.py",
    "insight/beyond_words.py",
    "insight/bending.py",
    "insight/company.py",
    "insight/context.py",
    "insight/engine.py",
    "insight/features.py",
    "insight/editing.py",
    "insight/finding.py",
    "insight/taxonomy_changes.py",
    "insight/taxonomy_file.py",
    "insight/theme_form.py",
    "insight/feeling_words.py",
    "insight/fitting.py",
    "insight/judging.py",
    "insight/learning.py",
    "insight/meaning.py",
    "insight/meaning_learning.py",
    "insight/lines.py",
    "insight/polarity.py",
    "insight/sentiment.py",
    "insight/telling_words.py",
    "insight/terms.py",
    "insight/valence.py",
    "insight/verdict.py",
    "insight/weights.py",
    "insight/agreement.py",
    "insight/comment.py",
    "insight/lesson.py",
    "insight/comparing.py",
    "insight/evidence.py",
    "insight/explorer_view.py",
    "insight/own_score.py",
    "insight/search.py",
    "insight/around_digits.py",
    "insight/check_digits.py",
    "insight/known_identities.py",
    "insight/known_names.py",
    "insight/nothing_said.py",
    "insight/spoken_language.py",
    "insight/number_groups.py",
    "insight/urgent.py",
    "insight/term_weights.py",
    "insight/urgent_model.py",
    "insight/themes.py",
    "insight/learned_themes.py",
    "insight/theme_terms.py",
    "insight/suggesting.py",
    "insight/theme_trends.py",
    "insight/missing_themes.py",
    "insight/marked.py",
    "insight/suggestion_view.py",
    "insight/tokens.py",
    "insight/taxonomy.py",
    "insight/small_words.py",
    "insight/phrases.py",
    "insight/misspelled.py",
    "insight/matching.py",
    "insight/clauses.py",
    "insight/personal.py",
    "insight/personal_numbers.py",
    "insight/personal_shapes.py",
    "insight/postcodes.py",
    "insight/redaction.py",
    "insight/spelling.py",
    "insight/streets.py",
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
    "digests/charting.py",
    "digests/limits.py",
    "digests/material.py",
    "digests/merging.py",
    "digests/opening.py",
    "digests/periods.py",
    "digests/plain.py",
    "digests/saying.py",
    "digests/scope.py",
    "digests/sentences.py",
    "digests/words.py",
    "http/problem_json.py",
    "rollups/apart.py",
    "rollups/exporting.py",
    "rollups/measuring.py",
    "rollups/packing.py",
    "rollups/shown.py",
    "rollups/slicing.py",
    "rollups/sparks.py",
    "rollups/view.py",
    "charts/types.py",
    "charts/spec_answers.py",
    "charts/spec_comparison.py",
    "charts/spec_funnel.py",
    "charts/chart_style.py",
    "charts/spec_trend.py",
    "rollups/counted.py",
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
    "vocapp/operations/inspecting.py",
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
        "vocapp/database/migrating.py",  # Piccolo finds its engine by a variable
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
