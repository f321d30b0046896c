"""Templates: `render("staff/users.html", reader, …)`, always escaped, undefined names are errors.

A package's templates are in `vocapp/<package>/templates` and are named `<package>/…`. Free text is a value, never a
template.
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from vocapp.ui import languages, static_files
from vocapp.ui.formatting import FILTERS
from vocapp.ui.reader import ANYONE, ReaderLocale, gettext, ngettext, use_reader

PACKAGES = Path(__file__).parents[1]


def _environment() -> Environment:
    folders = sorted(PACKAGES.glob("*/templates"))
    environment = Environment(
        loader=PrefixLoader({folder.parent.name: FileSystemLoader(folder) for folder in folders}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters |= FILTERS
    environment.globals |= {"_": one_text, "ngettext": counted_text, "static": static_files.address}
    return environment


def one_text(text: str, **values: object) -> Markup:
    """`_("…", name=…)` of a template: the text in the reader's language, with `values` in the places `%(name)s`.

    It is escaped like any other value: Jinja's own translation would treat every text as safe.
    """
    written = escape(gettext(text))
    return written % values if values else written


def counted_text(one: str, many: str, num: int, **values: object) -> Markup:
    """`ngettext("…", "%(num)s …", number)` of a template."""
    return escape(ngettext(one, many, num)) % {"num": num, **values}


TEMPLATES = _environment()


def render(template: str, reader: ReaderLocale = ANYONE, **context: Any) -> str:
    """The page of `template` for `reader`; it gets `language` and `direction` for the `<html>` element."""
    with use_reader(reader):
        return TEMPLATES.get_template(template).render(
            language=reader.language, direction=languages.direction(reader.language), **context
        )
