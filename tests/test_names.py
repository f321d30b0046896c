"""Names that a stranger finds: one class, one module, one word for one thing; and people are "they"."""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.source_code import ROOT, modules

# Module names with one meaning in every package.
CONVENTIONS = {"tables", "api", "pages", "labels", "erase", "feature", "commands", "doctor", "types"}
LARGEST_FOLDER = 25
EMPTY_WORDS = {
    "utils", "util", "helpers", "helper", "manager", "managers", "service", "services", "core", "common", "misc",
}  # fmt: skip


def test_no_public_class_name_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module in modules():
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module.place)
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert not twice, f"{twice}: name each for what it is; grep must find one of them"


def test_no_module_name_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module in modules():
        if module.path.stem not in CONVENTIONS | {"__init__", "__main__"}:
            places[module.path.stem].append(module.place)
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert not twice, f"{twice}: add the noun that tells them apart; only {sorted(CONVENTIONS)} may repeat"


def test_names_say_what_is_inside() -> None:
    wrong = [module.place for module in modules() if EMPTY_WORDS & set(module.path.stem.split("_"))]
    assert not wrong, f"{wrong}: name a file for what it holds"


def test_folders_are_small(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = Counter(module.path.parent.relative_to(ROOT).as_posix() for module in modules())
    with capsys.disabled():
        print(f"\nmodules in a folder: {', '.join(f'{name} {size}' for name, size in sizes.most_common(8))} …")
    large = {name: size for name, size in sizes.items() if size > LARGEST_FOLDER}
    assert not large, f"{large}: give what belongs together a folder of its own"


PERSON = re.compile(r"\b(he|him|his|himself)\b", re.IGNORECASE)
READ = (".py", ".md", ".html", ".po", ".toml", ".js", ".css")
# Sentences of customers and words of a language, which are data.
DATA = (
    "benchmarks/urgent/",
    "benchmarks/restaurant.toml",
    "vocapp/nlp/data/",
    "vocapp/nlp/language/function_words.py",
    "vocapp/channels/email/opt_out_phrases.py",
    "vocapp/demo/comment_texts.py",
)


def lines_about_people(path: Path) -> list[str]:
    """The lines of a file in which a person is "he"; of a catalogue, only the English."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".po":
        lines = [line if line.startswith("msgid") else "" for line in lines]
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if PERSON.search(line)
    ]


def test_people_are_they() -> None:
    folders = [ROOT / name for name in ("vocapp", "docs", "surveys", "migrations", "benchmarks", ".ci")]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in READ]
    files += sorted(ROOT.glob("*.md"))
    wrong = [
        line
        for path in files
        if not path.relative_to(ROOT).as_posix().startswith(DATA) and "__pycache__" not in path.parts
        for line in lines_about_people(path)
    ]
    assert not wrong, "\n".join([*wrong, 'Write "they" and "their" for every person.'])
