"""The docs say what there is: settings, commands, tables, links; and what the README shows, runs."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.data_model import written
from tests.import_graph import mermaid
from tests.source_code import ROOT
from vocapp.cli import vocapp
from vocapp.operations.problems_page import code_descriptions
from vocapp.settings import Settings, load

DOCS = ROOT / "docs"
PAGES = (*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")), *sorted(DOCS.glob("*.md")))
BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->"


def fenced(page: Path, language: str) -> list[str]:
    """The code of `page` in fences of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def settings_table() -> str:
    """Every setting, as docs/settings.md lists them."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for item in fields(Settings):
        default = ", ".join(item.default) if isinstance(item.default, tuple) else str(item.default)
        secret = " (secret)" if item.metadata["secret"] else ""
        lines.append(
            f"| `VOCAPP_{item.name.upper()}` | {default and f'`{default}`'} | {item.metadata['meaning']}{secret} |"
        )
    return "\n".join(lines) + "\n"


def test_every_setting_is_documented(regenerate: bool) -> None:
    page = DOCS / "settings.md"
    head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    found, end, tail = rest.partition(END)
    assert end, f"{page} has lost its marks {BEGIN.strip()} and {END}"
    if regenerate:
        page.write_text(head + BEGIN + settings_table() + END + tail, encoding="utf-8")
    else:
        assert found == settings_table(), "run: make docs"


def test_no_document_names_a_setting_that_there_is_not() -> None:
    known = {f"VOCAPP_{item.name.upper()}" for item in fields(Settings)}
    known |= {f"{name}_FILE" for name in known} | {"VOCAPP_TEST_DATABASE_URL"}
    wrong = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in PAGES
        for name in re.findall(r"VOCAPP_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))
        if name not in known
    ]
    assert wrong == []


def commands(group: click.Group, prefix: str) -> Iterator[str]:
    for name, command in group.commands.items():
        yield f"{prefix} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [name for name in commands(vocapp, "vocapp") if f"`{name}" not in text and f"\n{name}" not in text]
    assert not missing, f"docs/operations.md says nothing of: {', '.join(missing)}"


def test_the_data_model_is_current(regenerate: bool) -> None:
    page = DOCS / "data-model.md"
    if regenerate:
        page.write_text(written(), encoding="utf-8")
    else:
        assert page.read_text(encoding="utf-8") == written(), "run: make docs"


def codes_table() -> str:
    """Every code of the API with its sentence, as docs/problems.md lists them."""
    lines = ["| code | status | sentence |", "|---|---|---|"]
    for one in code_descriptions():
        sentence = one.sentence.replace("|", "\\|").replace("<", "&lt;")
        lines.append(f'| <a id="{one.code}"></a>`{one.code}` | {one.status or ""} | {sentence} |')
    return "\n".join(lines) + "\n"


def test_every_code_of_a_problem_is_documented(regenerate: bool) -> None:
    page, begin, end = DOCS / "problems.md", "<!-- codes -->\n", "<!-- /codes -->"
    head, _, rest = page.read_text(encoding="utf-8").partition(begin)
    found, closed, tail = rest.partition(end)
    assert closed, f"{page} has lost its marks {begin.strip()} and {end}"
    if regenerate:
        page.write_text(head + begin + codes_table() + end + tail, encoding="utf-8")
    else:
        assert found == codes_table(), "run: make docs"


def test_the_picture_of_the_imports_is_current(regenerate: bool) -> None:
    page, begin, end = DOCS / "architecture.md", "<!-- imports -->\n", "<!-- /imports -->"
    head, _, rest = page.read_text(encoding="utf-8").partition(begin)
    found, closed, tail = rest.partition(end)
    assert closed, f"{page} has lost its marks {begin.strip()} and {end}"
    picture = f"```mermaid\n{mermaid()}\n```\n"
    if regenerate:
        page.write_text(head + begin + picture + end + tail, encoding="utf-8")
    else:
        assert found == picture, "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_samples_can_be_read(page: Path) -> None:
    for sample in fenced(page, "toml"):
        tomllib.loads(sample)
    for sample in fenced(page, "python"):
        compile(sample, str(page), "exec")


def test_where_to_find_names_files_that_exist() -> None:
    files = re.findall(r"`(vocapp/[a-z_/]+\.py)`", (DOCS / "where-to-find.md").read_text(encoding="utf-8"))
    assert len(files) >= 10
    assert [file for file in files if not (ROOT / file).is_file()] == [], "docs/where-to-find.md: name the new file"


def test_the_settings_of_the_samples_are_usable() -> None:
    for page in PAGES:
        for sample in fenced(page, "ini"):
            pairs = re.findall(r"^(?:Environment=)?(VOCAPP_\w+)=(\S*)$", sample, re.MULTILINE)
            load({name: value for name, value in pairs if not name.endswith("_FILE") or name == "VOCAPP_SECRET_FILE"})


def test_the_readme_names_every_folder() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = [path.name for path in ROOT.iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    missing = [name for name in (*folders, "surveys", "migrations", "docs") if f"`{name}/`" not in text]
    assert missing == []


def test_make_has_the_targets_that_are_shown() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        for target in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8")):
            assert target in targets, f"{page.name}: make {target}"


def test_the_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "visit.toml").write_text(fenced(DOCS / "surveys.md", "toml")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    lines = [line.split() for sample in fenced(ROOT / "README.md", "sh") for line in sample.splitlines()]
    shown = [words[1:] for words in lines if words[:1] == ["vocapp"]]
    assert ["surveys", "check", "surveys/visit.toml"] in shown
    for words in shown:
        context = vocapp.make_context("vocapp", words.copy())
        name, command, rest = vocapp.resolve_command(context, words.copy())
        assert isinstance(command, click.Group)
        inner = command.make_context(name, rest.copy(), parent=context)
        _, leaf, arguments = command.resolve_command(inner, rest)
        assert leaf is not None
        leaf.make_context(leaf.name, arguments, parent=inner)  # the options and files are as they should be
    done = CliRunner().invoke(vocapp, ["surveys", "check", "surveys/visit.toml"])
    assert done.exit_code == 0, done.output
