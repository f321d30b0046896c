"""Pages of published versions of the taxonomy: list, comparison, activation, download and upload as TOML."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.params import FromPath

from vocapp.comments.pages import labels, taxonomy_labels
from vocapp.comments.pages.comments_page import CODERS
from vocapp.comments.pages.taxonomy_pages import CHANGED, EDITORS, TAXONOMY, may_edit, revision_of
from vocapp.comments.themes import taxonomy_draft, taxonomy_versions
from vocapp.comments.themes.taxonomy_upload import MOST_BYTES, parse_taxonomy_apart
from vocapp.faults import Fault, FaultError
from vocapp.feature import Registry
from vocapp.http.access import actor_of
from vocapp.http.request import read_form
from vocapp.http.uploads import read_upload
from vocapp.nlp.themes.taxonomy import Taxonomy, TaxonomyError
from vocapp.nlp.themes.taxonomy_diff import compare_taxonomies
from vocapp.nlp.themes.taxonomy_edit import keep_removed_themes
from vocapp.nlp.themes.taxonomy_toml import format_taxonomy
from vocapp.ui.fault_sentence import fault_sentences
from vocapp.ui.page_response import AnyRequest, redirect_done, redirect_refused, staff_page
from vocapp.ui.reader import mark

VERSIONS: Final = f"{TAXONOMY}/versions"
ONE: Final = f"{VERSIONS}/{{version_number:int}}"
UPLOAD: Final = f"{TAXONOMY}/upload"
MOST_NUMBER: Final = 2**31 - 1
TOO_LARGE: Final = "The file is larger than 1 MB. Remove phrases and upload it again."


@get(VERSIONS, opt=CODERS.opt)
async def versions_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """All versions, with author, time and note."""
    return staff_page(
        request,
        registry,
        "comments/taxonomy_versions.html",
        versions=await taxonomy_versions.list_versions(),
        may_edit=may_edit(request),
        **await labels.all_labels(),
    )


@get(ONE, opt=CODERS.opt)
async def version_page(
    request: AnyRequest, registry: NamedDependency[Registry], version_number: FromPath[int]
) -> Response[str]:
    """The changes from an earlier version to this one. `from` of the address is the earlier one."""
    asked = request.query_params.get("from", "")
    earlier = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else max(version_number - 1, 0)
    try:
        version, themes, _ = await taxonomy_versions.load_version(min(version_number, MOST_NUMBER))
        before = await taxonomy_versions.version_themes(earlier)
    except taxonomy_versions.NoSuchVersionError as missing:
        raise NotFoundException from missing
    return staff_page(
        request,
        registry,
        "comments/taxonomy_version.html",
        version=version,
        earlier=earlier,
        numbers=[one.number for one in await taxonomy_versions.list_versions() if one.number != version.number],
        changes=compare_taxonomies(before, themes),
        may_edit=may_edit(request),
        **await taxonomy_labels.all_labels(themes),
    )


@post(f"{ONE}/activate", opt=EDITORS.opt, status_code=303)
async def activate_page(
    request: AnyRequest, registry: NamedDependency[Registry], version_number: FromPath[int]
) -> Response[bytes]:
    """Activates a version; 0: the shipped themes."""
    try:
        before = await taxonomy_versions.activate_version(actor_of(request), min(version_number, MOST_NUMBER) or None)
    except taxonomy_versions.NoSuchVersionError as missing:
        raise NotFoundException from missing
    undo = f"{VERSIONS}/{before or 0}/activate"
    if not version_number:
        return redirect_done(request, registry, VERSIONS, mark("The shipped themes are active again."), undo=undo)
    text = mark("Version %(number)s is active again. Analysed comments keep their themes.")
    return redirect_done(request, registry, VERSIONS, text, undo=undo, number=version_number)


@get(f"{ONE}/taxonomy.toml", opt=CODERS.opt)
async def version_file(version_number: FromPath[int]) -> Response[str]:
    """A version as a file; 0: the shipped themes."""
    try:
        themes = await taxonomy_versions.version_themes(min(version_number, MOST_NUMBER))
    except taxonomy_versions.NoSuchVersionError as missing:
        raise NotFoundException from missing
    return _file(themes, f"taxonomy-{version_number}.toml")


@get(f"{TAXONOMY}/draft/taxonomy.toml", opt=CODERS.opt)
async def draft_file() -> Response[str]:
    """The draft as a file."""
    return _file((await taxonomy_draft.load_draft()).taxonomy, "taxonomy-draft.toml")


def _file(themes: Taxonomy, name: str) -> Response[str]:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(format_taxonomy(themes), headers=headers, media_type="application/toml; charset=utf-8")


@get(UPLOAD, opt=EDITORS.opt)
async def upload_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The form to choose a file."""
    return await _upload_page(request, registry)


@post(UPLOAD, opt=EDITORS.opt, status_code=200, request_max_body_size=MOST_BYTES)
async def preview_upload_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The changes that a file makes to the draft. Nothing is saved."""
    try:
        file = await read_upload(request, "file")
        content, name = (b"", "") if file is None else (file.content, file.name)
        themes = await parse_taxonomy_apart(content, name)
    except RequestEntityTooLarge:
        return await _upload_page(request, registry, FaultError(Fault.of("taxonomy.too_large")), status=413)
    except TaxonomyError as problem:
        return await _upload_page(request, registry, problem, status=422)
    return await _upload_page(request, registry, themes=themes, text=content.decode())


@post(f"{UPLOAD}/keep", opt=EDITORS.opt, status_code=303, request_max_body_size=4 * MOST_BYTES)
async def keep_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Replaces the draft with the checked file."""
    form = await read_form(request)
    try:
        themes = await parse_taxonomy_apart(form["content"].replace("\r\n", "\n").encode(), "taxonomy.toml")
        await taxonomy_draft.save_whole(actor_of(request), themes, revision_of(form))
    except TaxonomyError:
        return redirect_refused(request, registry, UPLOAD, mark("The file cannot be read. Upload it again."))
    except taxonomy_draft.StaleError as stale:
        return redirect_refused(request, registry, UPLOAD, CHANGED, {"who": stale.who or "–"})
    return redirect_done(request, registry, f"{TAXONOMY}/draft", mark("The draft now holds the file."))


async def _upload_page(
    request: AnyRequest,
    registry: Registry,
    error: FaultError | None = None,
    *,
    themes: Taxonomy | None = None,
    text: str = "",
    status: int = 200,
) -> Response[str]:
    draft = await taxonomy_draft.load_draft()
    known = {slug for slug, _ in await taxonomy_draft.business_lines()}
    return staff_page(
        request,
        registry,
        "comments/taxonomy_upload.html",
        status=status,
        error="" if error is None else fault_sentences(error),
        draft=draft,
        content=text,
        changes=None
        if themes is None
        else compare_taxonomies(draft.taxonomy, keep_removed_themes(themes, draft.taxonomy)),
        unknown_lines=sorted({line for theme in (themes.theme if themes else ()) for line in theme.lines} - known),
        may_edit=may_edit(request),
        **await taxonomy_labels.all_labels(draft.taxonomy),
    )


ROUTES: Final = (
    versions_page, version_page, activate_page, version_file, draft_file, upload_page, preview_upload_page, keep_page,
)  # fmt: skip
