"""Each package imports only those to its left, so that the list of packages stays the pipeline."""

from tests.source_code import ROOT, Module, modules

# Beside the packages: what every package may use, in order, and at the end what knows them all.
GROUND = ("faults", "shape_faults", "settings", "env_file", "printed_command", "clock", "tokens", "failures")
DATABASE = ("piccolo_app", "database", "piccolo_conf")
STARTUP = ("startup.readiness", "startup.keyfile")
PACKAGES = (
    "processes",
    "files",
    "http",
    "ui",
    "charts",
    "questionnaire",
    "metrics",
    "nlp",
    "channels",
    "gateways",
    "audit",
    "messages",
    "staff",
    "catalogue",
    "customers",
    "contacts",
    "invitations",
    "responses",
    "comments",
    "cases",
    "rollups",
    "dashboards",
    "timeline",
    "digests",
    "studio",
    "operations",
)
TOP = ("startup.worker_loop", "app", "startup.open_app", "startup.serve", "demo", "cli", "__main__")
ORDER = (*GROUND, *DATABASE, *STARTUP, *PACKAGES, *TOP)
# Packages bring a `Feature` and find others through the `Registry` at run time. It names contracts only, so no arrow
# turns.
JOINT = "feature"
CONTRACTS = ("settings", "tokens", "database.jobs", "http.access", "gateways.gateway")
# A command opens the whole application; nothing else imports commands.
OPENS_THE_APP = "startup.open_app"


def is_command(module: Module) -> bool:
    return module.path.stem.endswith("commands") or module.name == "vocapp.operations.doctor"


def imported(module: Module) -> list[tuple[str, int]]:
    """What it imports of vocapp: `package.module.name`, with the line."""
    return [(name.removeprefix("vocapp."), line) for name, line in module.imports if name.startswith("vocapp.")]


def place(name: str) -> str:
    """The entry of ORDER that `package.module.name` belongs to: a module of `startup` by itself, else its package."""
    package, _, rest = name.partition(".")
    return f"startup.{rest.split('.')[0]}" if package == "startup" and rest else package


def test_every_package_has_its_place_in_the_order() -> None:
    found = {place(module.name.removeprefix("vocapp.")) for module in modules() if module.package}
    strange = found - {*ORDER, JOINT, "startup"}
    assert not strange, f"{sorted(strange)}: give it its place in PACKAGES of {__name__}, and in docs/architecture.md"


def test_the_order_is_the_one_that_is_drawn() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = [package for package in (*PACKAGES, "database", "startup") if f"`{package}/`" not in text]
    assert not missing, f"docs/architecture.md does not name {missing}"


def test_arrows_point_left() -> None:
    wrong = []
    for module in modules():
        own = place(module.name.removeprefix("vocapp."))
        if own not in ORDER:
            continue
        for name, line in imported(module):
            other = place(name)
            if other in (JOINT, "__version__") or (other in ORDER and ORDER.index(other) <= ORDER.index(own)):
                continue
            if is_command(module) and other in (OPENS_THE_APP, "app"):
                continue
            wrong.append(f"{module.place}:{line} imports vocapp.{name}, to its right")
    assert not wrong, "\n".join(
        [
            *wrong,
            "Move what is needed into a package to the left, or let the package to the right bring it in its Feature:",
            "a composer, a receiver, a stage. What a left package must know of a right one stands in a row it owns.",
        ]
    )


def test_the_joint_names_contracts_only() -> None:
    module = next(module for module in modules() if module.name == f"vocapp.{JOINT}")
    wrong = [name for name, _ in imported(module) if not name.startswith(CONTRACTS)]
    assert not wrong, f"vocapp/feature.py imports {wrong}: a Protocol in feature.py says what is needed of them"


def test_commands_are_imported_by_the_command_line_only() -> None:
    commands = {module.name for module in modules() if is_command(module)}
    wrong = [
        f"{module.place}:{line} imports {name}"
        for module in modules()
        if not is_command(module) and module.package != "cli"
        for name, line in module.imports
        if name in commands or name.rpartition(".")[0] in commands
    ]
    assert not wrong, "\n".join([*wrong, "Move what both need into a module of its own."])


def test_a_tables_file_imports_nothing_but_tables() -> None:
    wrong = [
        f"{module.place}:{line} imports {name}: a column's choices belong into a module that imports the table"
        for module in modules()
        if module.path.name == "tables.py"
        for name, line in module.imports
        if name.startswith("vocapp.") and ".tables." not in name and not name.startswith("vocapp.database")
    ]
    assert not wrong, "\n".join(wrong)
