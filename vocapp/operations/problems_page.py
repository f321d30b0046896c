"""The page that describes every code of a problem, where the `type` of a problem leads. Also docs/problems.md."""

import re
from typing import Any

from litestar import Request, Response, get
from msgspec import Struct

from vocapp.http.access import PUBLIC
from vocapp.http.fault_texts import SENTENCES
from vocapp.http.problem_kinds import PAGE, PROBLEMS
from vocapp.ui.page_response import public_page

_HOLE = re.compile(r"%\((\w+)\)s")


class CodeDescription(Struct, frozen=True):
    """A code, the status that it comes with (none for a fault of one value), and its sentence."""

    code: str
    status: int | None
    sentence: str


def code_descriptions() -> list[CodeDescription]:
    """Every code of the API, problems first. {name} in a sentence stands for a value."""
    problems = [CodeDescription(code, kind.status, kind.detail) for code, kind in PROBLEMS.items()]
    faults = [
        CodeDescription(code, None, _HOLE.sub(r"{\1}", sentence))
        for code, sentence in SENTENCES.items()
        if code not in PROBLEMS
    ]
    return [*problems, *faults]


@get(PAGE, opt=PUBLIC.opt, include_in_schema=False)
async def problems_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Every code with its sentence, in English as the API writes them."""
    return public_page(request, "operations/problems.html", offered=("en",), codes=code_descriptions())
