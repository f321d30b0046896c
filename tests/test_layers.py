"""Each room imports only rooms to its left, so that the list of rooms stays the pipeline."""

from tests.house import ROOT, Module, modules

# Beside the rooms: what everybody may use, in order, and what knows everybody.
GROUND = ("settings", "clock", "tokens")
DATABASE = ("piccolo_app", "database", "piccolo_conf")
KEPT = ("readiness", "keyfile")
ROOMS = (
    "files",
    "edge",
    "ui",
    "questionnaire",
    "metrics",
    "channels",
    "gateways",
    "events",
    "sending",
    "staff",
    "catalogue",
    "customers",
    "contacts",
    "invitations",
    "responses",
    "insight",
    "followup",
    "rollups",
    "timeline",
    "digests",
    "studio",
    "operations",
)
ROOF = ("work", "app", "launch", "serving", "demo", "cli", "__main__")
ORDER = (*GROUND, *DATABASE, *KEPT, *ROOMS, *ROOF)
# Rooms bring a `Part` and find others through the `House` at run time. It names contracts only, so no arrow turns.
JOINT = "part"
CONTRACTS = ("settings", "tokens", "database.due", "edge.access", "gateways.contract")
# A command opens the whole house; nothing of a room imports its commands.
OPENS_THE_HOUSE = "launch"


def is_command(module: Module) -> bool:
    return module.path.stem.endswith("commands") or module.name == "vocapp.operations.doctor"


def imported(module: Module) -> list[tuple[str, int]]:
    """What it imports of vocapp: `room.module.name`, with the line."""
    return [(name.removeprefix("vocapp."), line) for name, line in module.imports if name.startswith("vocapp.")]


def test_every_room_has_its_place_in_the_order() -> None:
    strange = {module.room for module in modules() if module.room} - {*ORDER, JOINT}
    assert not strange, f"{sorted(strange)}: give it its place in ROOMS of {__name__}, and in docs/architecture.md"


def test_the_order_is_the_one_that_is_drawn() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = [room for room in (*ROOMS, "database") if f"`{room}/`" not in text]
    assert not missing, f"docs/architecture.md does not name {missing}"


def test_arrows_point_left() -> None:
    wrong = []
    for module in modules():
        if module.room in (JOINT, ""):
            continue
        for name, line in imported(module):
            room = name.split(".")[0]
            if room in (JOINT, "__version__") or (room in ORDER and ORDER.index(room) <= ORDER.index(module.room)):
                continue
            if is_command(module) and room in (OPENS_THE_HOUSE, "app"):
                continue
            wrong.append(f"{module.place}:{line} imports vocapp.{name}, to its right")
    assert not wrong, "\n".join(
        [
            *wrong,
            "Move what is needed into a room to the left, or let the room to the right bring it in its Part:",
            "a composer, a receiver, a stage. What a left room must know of a right one stands in a row that it owns.",
        ]
    )


def test_the_joint_names_contracts_only() -> None:
    module = next(module for module in modules() if module.name == f"vocapp.{JOINT}")
    wrong = [name for name, _ in imported(module) if not name.startswith(CONTRACTS)]
    assert not wrong, f"vocapp/feature.py imports {wrong}: a Protocol in part.py says what is needed of them"


def test_commands_are_imported_by_the_command_line_only() -> None:
    commands = {module.name for module in modules() if is_command(module)}
    wrong = [
        f"{module.place}:{line} imports {name}"
        for module in modules()
        if not is_command(module) and module.room != "cli"
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
