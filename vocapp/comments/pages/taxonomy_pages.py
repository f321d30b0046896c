"""Pages of the whole taxonomy under /app/comments/taxonomy: the tree, and the draft with preview and publishing."""

import re
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from vocapp.comments.company_days import first_day
from vocapp.comments.full_text_search import CONFIGURATIONS
from vocapp.comments.models.active_model import active_versions
from vocapp.comments.pages import taxonomy_labels
from vocapp.comments.pages.comment_list_query import PATH
from vocapp.comments.pages.comments_page import CODERS
from vocapp.comments.themes import taxonomy_draft, taxonomy_versions
from vocapp.comments.themes.active_themes import company_themes
from vocapp.comments.themes.taxonomy_preview import NEWEST, MarkedPreview, preview_taxonomy
from vocapp.comments.themes.theme_tree import DAYS, branches, count_comments
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.request import Form, read_form
from vocapp.nlp.themes.taxonomy import URGENT, shipped_taxonomy
from vocapp.nlp.themes.taxonomy_diff import compare_taxonomies
from vocapp.processes.worker_process import ProcessEndedError
from vocapp.ui.page_response import AnyRequest, redirect_done, redirect_refused, staff_page
from vocapp.ui.reader import mark

TAXONOMY: Final = f"{PATH}/taxonomy"
DRAFT: Final = f"{TAXONOMY}/draft"
EDITORS: Final = staff(Role.ANALYST)
LONGEST_NOTE: Final = 500
CHANGED: Final = mark("%(who)s changed the draft in the meantime. Review the changes again.")
PREVIEW_FAILED: Final = mark("The preview failed. Try again.")


def may_edit(request: AnyRequest) -> bool:
    """Whether the actor of the request may change themes."""
    return actor_of(request).role in EDITORS.roles


@get(TAXONOMY, opt=CODERS.opt)
async def tree_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The tree of themes, as in the draft."""
    draft, current = await taxonomy_draft.load_draft(), await company_themes()
    found = {one.theme.id: one.what for one in compare_taxonomies(current, draft.taxonomy)} if draft.revision else {}
    return staff_page(
        request,
        registry,
        "comments/taxonomy.html",
        draft=draft,
        changed=found,
        branches=branches(draft.taxonomy),
        retired=branches(draft.taxonomy, retired=True),
        urgent=shipped_taxonomy(URGENT).theme,
        comments=await count_comments(actor_of(request), draft.taxonomy),
        days=DAYS,
        since=await first_day(DAYS),
        lines=dict(await taxonomy_draft.business_lines()),
        version=next((one for one in await taxonomy_versions.list_versions() if one.is_current), None),
        learned=(await active_versions()).model,
        may_edit=may_edit(request),
        **await taxonomy_labels.all_labels(draft.taxonomy),
    )


@get(DRAFT, opt=CODERS.opt)
async def draft_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The changes of the draft, with preview and publishing."""
    return await _draft_page(request, registry)


@post(f"{DRAFT}/try", opt=EDITORS.opt, status_code=200)
async def try_draft(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str] | Response[bytes]:
    """The themes that the draft finds in the newest comments, compared with the active version."""
    form, draft = await read_form(request), await taxonomy_draft.load_draft()
    try:
        found = await preview_taxonomy(actor_of(request), await company_themes(), draft.taxonomy, tuple(CONFIGURATIONS))
    except ProcessEndedError:
        return redirect_refused(request, registry, DRAFT, PREVIEW_FAILED)
    return await _draft_page(request, registry, found, form["note"])


async def _draft_page(
    request: AnyRequest, registry: Registry, found: MarkedPreview | None = None, note: str = ""
) -> Response[str]:
    draft, current = await taxonomy_draft.load_draft(), await company_themes()
    return staff_page(
        request,
        registry,
        "comments/taxonomy_draft.html",
        draft=draft,
        changes=compare_taxonomies(current, draft.taxonomy) if draft.revision else [],
        trial=found,
        newest=NEWEST,
        note=note,
        longest=LONGEST_NOTE,
        may_edit=may_edit(request),
        **await taxonomy_labels.all_labels(draft.taxonomy),
    )


@post(f"{DRAFT}/publish", opt=EDITORS.opt, status_code=303)
async def publish_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Publishes the draft as a version, which becomes active."""
    form, before = await read_form(request), await taxonomy_versions.current_number()
    note, revision = form["note"][:LONGEST_NOTE], revision_of(form)
    try:
        number = await taxonomy_draft.publish_draft(actor_of(request), revision, note)
    except taxonomy_draft.StaleError as stale:
        return redirect_refused(request, registry, DRAFT, CHANGED, {"who": stale.who or "–"})
    except taxonomy_draft.UnchangedError:
        text = mark("There is nothing to publish: the draft equals the active version.")
        return redirect_refused(request, registry, TAXONOMY, text)
    text = mark("Version %(number)s is active now. Analysed comments keep their themes.")
    return redirect_done(
        request, registry, TAXONOMY, text, undo=f"{TAXONOMY}/versions/{before or 0}/activate", number=number
    )


@post(f"{DRAFT}/discard", opt=EDITORS.opt, status_code=303)
async def discard_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Discards the draft; it can be resumed."""
    if not await taxonomy_draft.discard_draft(actor_of(request)):
        return redirect_refused(request, registry, TAXONOMY, mark("There is no draft."))
    return redirect_done(request, registry, TAXONOMY, mark("Draft discarded."), undo=f"{DRAFT}/resume")


@post(f"{DRAFT}/resume", opt=EDITORS.opt, status_code=303)
async def resume_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Opens the last discarded draft again."""
    if not await taxonomy_draft.resume_draft(actor_of(request)):
        return redirect_refused(request, registry, TAXONOMY, mark("There is already another draft."))
    return redirect_done(request, registry, TAXONOMY, mark("Draft restored."))


def revision_of(form: Form) -> int:
    """The revision of the draft that a form was made for; -1 if the form has no number."""
    text = form["revision"]
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else -1


ROUTES: Final = (tree_page, draft_page, try_draft, publish_page, discard_page, resume_page)
