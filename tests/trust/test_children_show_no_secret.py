"""Processes that the product starts: everybody on the machine reads their command lines, so no secret stands there."""

import ast
from pathlib import Path
from typing import Final

import vocapp

HOME: Final = Path(vocapp.__file__).parent
# Each starts programs; what stands in their command lines was looked at, and is tested where it says.
STARTERS: Final = {
    "comments/doctor.py": "Python with the name of a module; tests/comments",
    "database/embedded/os_user.py": "PostgreSQL's programs on a socket, without a password; tests/database",
    "operations/backup.py": "pg_dump, pg_restore and psql with a password file; tests/operations/test_backup.py",
    "processes/worker_process.py": "Python with the name of a module; requests come by a pipe; tests/processes",
}
STARTING: Final = {"Popen", "run", "call", "check_call", "check_output", "create_subprocess_exec", "execv", "execve"}
STARTING |= {"create_subprocess_shell", "system", "spawnv", "posix_spawn", "execvp"}
MODULES: Final = {"subprocess", "asyncio", "os"}


def starts_programs(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STARTING:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in MODULES and (owner.id, node.func.attr) != ("asyncio", "run"):
                return True
    return False


def test_every_module_that_starts_a_program_was_looked_at() -> None:
    found = {str(path.relative_to(HOME)) for path in HOME.rglob("*.py") if starts_programs(path)}
    assert found == set(STARTERS), "say here what stands in the command line, and where it is tested"
