"""How does a template become a page? `render("staff/users.html", reader, …)`: always escaped, every name defined.

A room's templates lie in `vocapp/<room>/templates` and are named `<room>/…`. Free text is a value, never a template.
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from vocapp.ui import languages, static_files
from vocapp.ui.formatting import FILTERS
from vocapp.ui.reader import ANYONE, Reader, gettext, ngettext, reading

ROOMS = Path(__file__).parents[1]


def _environment() -> Environment:
    folders = sorted(ROOMS.glob("*/templates"))
    environment = Environment(
        loader=PrefixLoader({folder.parent.name: FileSystemLoader(folder) for folder in folders}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters |= FILTERS
    environment.globals |= {"static": static_files.address}
    return environment


TEMPLATES = _environment()


def render(template: str, reader: Reader = ANYONE, **context: Any) -> str:
    """The page of `template` for `reader`; in it `language` and `direction` stand for the `<html>` element."""
    with reading(reader):
        return TEMPLATES.get_template(template).render(
            language=reader.language, direction=languages.direction(reader.language), **context
        )
