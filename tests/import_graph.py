"""The picture of docs/architecture.md: which package imports which, read from the source.

`make graph` prints it; `make docs` writes it into the page. An edge that follows from two others is left out, so that
the picture shows the order of the packages and stays readable.
"""

from collections.abc import Iterator, Mapping

from tests.source_code import modules

# Imported by nearly every package: edges to them say nothing.
LEFT_OUT = frozenset(
    {"", "settings", "clock", "tokens", "failures", "feature", "piccolo_app", "piccolo_conf", "startup", "__main__"}
)
GROUPS = {
    "pure": ("questionnaire", "metrics", "nlp", "channels"),
    "ground": ("database", "files", "http", "ui", "charts", "processes", "gateways", "audit", "faults", "shape_faults"),
}


def imports() -> dict[str, set[str]]:
    """The packages that each package imports."""
    found: dict[str, set[str]] = {}
    for module in modules():
        if module.package in LEFT_OUT:
            continue
        others = {name.split(".")[1] for name, _ in module.imports if name.startswith("vocapp.")}
        found.setdefault(module.package, set()).update(others - LEFT_OUT - {module.package, "__version__"})
    return found


def reduced(graph: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """The edges of `graph` without those that follow from longer ways. It has no cycles (tests/test_layers.py)."""
    reach: dict[str, set[str]] = {}

    def reachable(package: str) -> set[str]:
        if package not in reach:
            reach[package] = set().union(*({other} | reachable(other) for other in graph.get(package, ())))
        return reach[package]

    for package in sorted(graph):
        others = graph[package]
        for other in sorted(others):
            if not any(other in reachable(between) for between in others - {other}):
                yield package, other


def mermaid() -> str:
    """The picture as a Mermaid flowchart; an arrow points from the package that imports to the one it imports."""
    graph = {package: others for package, others in imports().items() if package not in ("app", "cli", "demo")}
    lines = ["flowchart RL"]
    for group, members in GROUPS.items():
        present = [package for package in members if package in graph]
        lines += [f"  subgraph {group}", *(f"    {package}" for package in present), "  end"]
    lines += [f"  {package} --> {other}" for package, other in reduced(graph)]
    return "\n".join(lines)


if __name__ == "__main__":
    print(mermaid())
