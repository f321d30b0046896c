"""The page /app/comments, with corrections."""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from vocapp.comments.comment_queries import READS_ORIGINALS
from vocapp.comments.company_days import today
from vocapp.comments.corrections import NO_CORRECTION, Correction, NoSuchCommentError, own_corrections, save_correction
from vocapp.comments.full_text_search import CONFIGURATIONS
from vocapp.comments.pages import labels
from vocapp.comments.pages.comment_list_query import PATH, parse_list_query
from vocapp.comments.pages.comments_data import (
    MOST_COUNTED,
    SIZE,
    correction_theme_ids,
    filter_choices,
    load_comment_page,
    parent_theme_ids,
    theme_ids,
)
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.request import Form, read_form
from vocapp.nlp.themes.taxonomy import URGENT, shipped_taxonomy
from vocapp.nlp.types import LABELS, Label
from vocapp.ui.page_response import AnyRequest, own_path, redirect_done, staff_page
from vocapp.ui.paging import make_page
from vocapp.ui.reader import mark

READERS: Final = staff(Role.AGENT, Role.LEAD, Role.ANALYST, Role.EXECUTIVE)
CODERS: Final = staff(Role.LEAD, Role.ANALYST)
MOST_THEMES: Final = 20
LONGEST_WHOLE: Final = 1000  # characters; a longer text scrolls in its own frame


@get(PATH, opt=READERS.opt)
async def comments_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The list of comments, filtered by the query of the address."""
    actor, view = actor_of(request), parse_list_query(request.query_params)
    reads_originals = actor.role in READS_ORIGINALS
    if not reads_originals:
        view = view.in_whole_weeks(await today())
    found = await load_comment_page(registry, actor, view)
    page = make_page([card.comment for card in found.cards], PATH, view.query, view.after, SIZE)
    return staff_page(
        request,
        registry,
        "comments/comments.html",
        view=view,
        found=found,
        cards=found.cards[:SIZE],
        page=page,
        most=MOST_COUNTED,
        longest=LONGEST_WHOLE,
        may_code=actor.role in CODERS.roles,
        reads_originals=reads_originals,
        choices=await filter_choices(actor),
        themes=await theme_ids(),
        branches=await parent_theme_ids(),
        urgent=[theme.id for theme in shipped_taxonomy(URGENT).theme],
        languages=tuple(CONFIGURATIONS),
        **await labels.all_labels(),
    )


@post(f"{PATH}/{{comment_id:uuid}}/correct", opt=CODERS.opt, status_code=303)
async def correct_page(
    request: AnyRequest, registry: NamedDependency[Registry], comment_id: FromPath[UUID]
) -> Response[bytes]:
    """Saves a correction. Tone and themes change only if the form has the field."""
    form = await read_form(request)
    actor, back = actor_of(request), own_path(form["back"], PATH)
    now = (await own_corrections(actor, [comment_id])).get(comment_id, NO_CORRECTION)
    before = await _save(request, comment_id, _read_correction(form, now, await correction_theme_ids()))
    return redirect_done(request, registry, back, mark("Correction saved."), undo=_undo(comment_id, before, back))


@post(f"{PATH}/{{comment_id:uuid}}/undo", opt=CODERS.opt, status_code=303)
async def undo_page(
    request: AnyRequest, registry: NamedDependency[Registry], comment_id: FromPath[UUID]
) -> Response[bytes]:
    """Restores the previous correction, which is in the query of the address."""
    query = request.query_params
    known = await correction_theme_ids()
    themes = tuple(theme for theme in query.getall("theme", [])[:MOST_THEMES] if theme in known)
    correction = Correction(_label(query.get("label", "")), themes if "themes" in query else None)
    await _save(request, comment_id, correction)
    return redirect_done(request, registry, own_path(query.get("back", ""), PATH), mark("Correction undone."))


async def _save(request: AnyRequest, comment: UUID, correction: Correction) -> Correction:
    try:
        return await save_correction(actor_of(request), comment, correction)
    except NoSuchCommentError as missing:
        raise NotFoundException from missing


def _read_correction(form: Form, now: Correction, known: Collection[str]) -> Correction:
    """The correction in a form. Only known themes count: anything else would be a text that nobody erases."""
    label = _label(form["label"]) if "label" in form else now.label
    if "themes" not in form:
        return Correction(label, now.themes)
    chosen = dict.fromkeys(theme for theme in form.all("theme") if theme in known)
    return Correction(label, tuple(chosen)[:MOST_THEMES])


def _label(text: str) -> Label | None:
    return next((label for label in LABELS if label == text), None)


def _undo(comment: UUID, before: Correction, back: str) -> str:
    query: list[tuple[str, str]] = [("back", back)]
    if before.label is not None:
        query.append(("label", before.label))
    if before.themes is not None:
        query += [("themes", "1"), *(("theme", theme) for theme in before.themes)]
    return f"{PATH}/{comment}/undo?{urlencode(query)}"


ROUTES: Final = (comments_page, correct_page, undo_page)
