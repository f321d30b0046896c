"""Names that a stranger finds: one class, one module, one word for one thing."""

import ast
from collections import Counter, defaultdict

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
