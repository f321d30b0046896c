"""The page /app/verbatims, and the corrections that are made on it."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from vocapp.comments.comment_queries import READS_ORIGINALS
from vocapp.comments.corrections import NOTHING, NoSuchVerbatimError, Said, own_labels, say
from vocapp.comments.full_text_search import CONFIGURATIONS
from vocapp.comments.pages import labels
from vocapp.comments.pages.comments_data import MOST_COUNTED, SIZE, branches_of_themes, choices, explored, themes
from vocapp.comments.pages.comments_query import PATH, view_of
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.request import Form, read_form
from vocapp.nlp.themes.taxonomy import URGENT, shipped
from vocapp.nlp.types import LABELS, Label
from vocapp.ui.page_response import AnyRequest, done, own_path, staff_page
from vocapp.ui.paging import paged
from vocapp.ui.reader import mark

READERS: Final = staff(Role.AGENT, Role.LEAD, Role.ANALYST, Role.EXECUTIVE)
CODERS: Final = staff(Role.LEAD, Role.ANALYST)
MOST_THEMES: Final = 20
LONGEST_WHOLE: Final = 1000  # characters; a longer text is read in a frame of its own


@get(PATH, opt=READERS.opt)
async def explorer_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """What customers wrote, narrowed by the address."""
    actor, view = actor_of(request), view_of(request.query_params)
    found = await explored(actor, view)
    page = paged([card.verbatim for card in found.cards], PATH, view.query, view.after, SIZE)
    return staff_page(
        request,
        registry,
        "comments/verbatims.html",
        view=view,
        found=found,
        cards=found.cards[:SIZE],
        page=page,
        most=MOST_COUNTED,
        longest=LONGEST_WHOLE,
        may_code=actor.role in CODERS.roles,
        reads_originals=actor.role in READS_ORIGINALS,
        choices=await choices(actor),
        themes=await themes(),
        branches=await branches_of_themes(),
        urgent=[theme.id for theme in shipped(URGENT).theme],
        languages=tuple(CONFIGURATIONS),
        **await labels.every(),
    )


@post(f"{PATH}/{{verbatim_id:uuid}}/say", opt=CODERS.opt, status_code=303)
async def say_page(
    request: AnyRequest, registry: NamedDependency[Registry], verbatim_id: FromPath[UUID]
) -> Response[bytes]:
    """Keep what a coder says of one text; of its tone and its themes, each where the form speaks of it."""
    form = await read_form(request)
    actor, back = actor_of(request), own_path(form["back"], PATH)
    now = (await own_labels(actor, [verbatim_id])).get(verbatim_id, NOTHING)
    before = await _said(request, verbatim_id, _from(form, now))
    return done(request, registry, back, mark("Corrected."), undo=_undo(verbatim_id, before, back))


@post(f"{PATH}/{{verbatim_id:uuid}}/unsay", opt=CODERS.opt, status_code=303)
async def unsay_page(
    request: AnyRequest, registry: NamedDependency[Registry], verbatim_id: FromPath[UUID]
) -> Response[bytes]:
    """Put back what had been said before, which stands in the address of the button."""
    query = request.query_params
    themes = tuple(theme[:80] for theme in query.getall("theme", [])[:MOST_THEMES])
    said = Said(_label(query.get("label", "")), themes if "themes" in query else None)
    await _said(request, verbatim_id, said)
    return done(request, registry, own_path(query.get("back", ""), PATH), mark("Taken back."))


async def _said(request: AnyRequest, verbatim: UUID, said: Said) -> Said:
    try:
        return await say(actor_of(request), verbatim, said)
    except NoSuchVerbatimError as missing:
        raise NotFoundException from missing


def _from(form: Form, now: Said) -> Said:
    label = _label(form["label"]) if "label" in form else now.label
    if "themes" not in form:
        return Said(label, now.themes)
    chosen = dict.fromkeys(theme[:80] for theme in form.all("theme") if theme)
    return Said(label, tuple(chosen)[:MOST_THEMES])


def _label(text: str) -> Label | None:
    return next((label for label in LABELS if label == text), None)


def _undo(verbatim: UUID, before: Said, back: str) -> str:
    query: list[tuple[str, str]] = [("back", back)]
    if before.label is not None:
        query.append(("label", before.label))
    if before.themes is not None:
        query += [("themes", "1"), *(("theme", theme) for theme in before.themes)]
    return f"{PATH}/{verbatim}/unsay?{urlencode(query)}"


ROUTES: Final = (explorer_page, say_page, unsay_page)
