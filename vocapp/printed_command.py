"""Commands that are printed for a person to run: with the program and the settings that reach this installation.

Texts name a command as `vocapp …`. Whoever reads it may sit at another shell, in another folder or without the
service's variables, so the terminal shows it as it must be typed there.
"""

import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

import click

from vocapp.settings import variables_of_place

# A command stands behind a backtick or a colon, or alone on its line; a sentence may begin with the product's name.
_COMMAND: Final = re.compile(r"(?:(?<=`)|(?<=: )|(?<=\n  ))vocapp (?=[a-z]+)")


def runnable(text: str) -> str:
    """`text` with each `vocapp …` in it as it can be typed in any shell of this machine."""
    return _COMMAND.sub(lambda _: f"{' '.join(_words())} ", text)


def _words() -> list[str]:
    context = click.get_current_context(silent=True)
    file = context.find_root().params.get("env_file") if context else None
    if file is not None:
        return [_program(), "--env-file", shlex.quote(str(file.absolute()))]
    return [*(f"{name}={shlex.quote(path)}" for name, path in variables_of_place().items()), _program()]


def _program() -> str:
    started = Path(sys.argv[0])
    if started.parts[-2:] == ("vocapp", "__main__.py"):
        return f"{shlex.quote(sys.executable)} -m vocapp"
    on_path = shutil.which("vocapp")
    if started.name != "vocapp" or (on_path and Path(on_path).resolve() == started.resolve()):
        return "vocapp"
    return shlex.quote(str(started.absolute()))
