"""What is pure stays pure: it takes what it needs, the moment included, and gives an answer; it reaches for nothing."""

import ast

import pytest

from tests.source_code import PACKAGE, Module, modules

PURE_PACKAGES = ("questionnaire", "metrics", "channels", "nlp")
# Processes of their own, and what starts them: the only files of `nlp` that are not pure.
PROCESSES = (
    "nlp/analysis_pool.py",
    "nlp/analysis_worker.py",
    "nlp/suggestions/suggestion_worker.py",
    "nlp/themes/preview_worker.py",
    "nlp/training/training_worker.py",
)
PURE_FILES = (
    "cases/action_rules.py",
    "cases/case_states.py",
    "cases/due_times.py",
    "cases/match_rules.py",
    "cases/pages/queue_query.py",
    "cases/pages/types.py",
    "catalogue/brand.py",
    "catalogue/case_rule.py",
    "catalogue/company.py",
    "catalogue/contrast.py",
    "catalogue/definition_parser.py",
    "catalogue/programme.py",
    "catalogue/snapshot.py",
    "catalogue/working_hours.py",
    "charts/chart_style.py",
    "charts/spec_answers.py",
    "charts/spec_comparison.py",
    "charts/spec_funnel.py",
    "charts/spec_trend.py",
    "charts/types.py",
    "comments/full_text_search.py",
    "comments/pages/comment_list_query.py",
    "comments/pages/suggestion_query.py",
    "comments/pages/theme_form.py",
    "comments/respondent_score.py",
    "dashboards/numbers_export.py",
    "dashboards/numbers_query.py",
    "dashboards/sparkline.py",
    "digests/content/digest_charts.py",
    "digests/content/digest_sentences.py",
    "digests/content/document.py",
    "digests/content/headline.py",
    "digests/content/labels.py",
    "digests/content/merge_slices.py",
    "digests/content/plain_text.py",
    "digests/content/power_notes.py",
    "digests/content/types.py",
    "digests/periods.py",
    "digests/scope.py",
    "faults.py",
    "http/definition_fault_texts.py",
    "http/fault_texts.py",
    "http/problem_json.py",
    "invitations/contact_phrase.py",
    "invitations/invitation_text.py",
    "invitations/policy/brand_choice.py",
    "invitations/policy/contact_facts.py",
    "invitations/policy/decide.py",
    "invitations/policy/dispositions.py",
    "invitations/policy/language_choice.py",
    "invitations/policy/quiet_hours.py",
    "invitations/policy/sampling.py",
    "invitations/policy/types.py",
    "messages/message_states.py",
    "responses/response_states.py",
    "rollups/contributions_sql.py",
    "rollups/packing.py",
    "rollups/queries/outliers.py",
    "rollups/rollup_slice.py",
    "rollups/survey_measures.py",
    "rollups/types.py",
    "shape_faults.py",
    "studio/import_form.py",
)
NOT_HERE = {
    "litestar": "a handler belongs into pages.py or api.py of a package that is not pure",
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
    files, processes = {PACKAGE / name for name in PURE_FILES}, {PACKAGE / name for name in PROCESSES}
    return [m for m in modules() if m.path in files or (m.package in PURE_PACKAGES and m.path not in processes)]


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
    assert [name for name in (*PURE_FILES, *PROCESSES) if not (PACKAGE / name).is_file()] == []


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
