"""The page /app/comments/model: which model reads, how well, what was learned, and who decides which reads next."""

from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from vocapp.comments.job_status import load_job_status
from vocapp.comments.models import learn_stage, model_versions, rescore_stage
from vocapp.comments.models.active_model import active_versions, full_name, names_of_active
from vocapp.comments.models.training_data import count_corrections
from vocapp.comments.pages import labels
from vocapp.comments.pages.comment_list_query import PATH
from vocapp.comments.pages.comments_page import CODERS
from vocapp.database import from_json
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.nlp.sentiment.embedding_package import REMEDY, NotInstalledError
from vocapp.nlp.sentiment.embeddings import MIN_CORRECTIONS, EmbeddingUse
from vocapp.nlp.training.calibration_result import MIN_CALIBRATED, CalibrationResult
from vocapp.nlp.training.evaluate import ModelComparison
from vocapp.nlp.training.training_worker import MIN_LABELLED, MIN_SCORED
from vocapp.ui.page_response import AnyRequest, redirect_done, redirect_refused, staff_page
from vocapp.ui.paging import parse_key
from vocapp.ui.reader import mark

HERE: Final = f"{PATH}/model"
DECIDERS: Final = staff(Role.ANALYST)


class ModelRow(Struct, frozen=True):
    """A model as a line of the page."""

    row: Any
    comparison: ModelComparison | None
    beyond: EmbeddingUse | None
    tried: list[CalibrationResult]


@get(HERE, opt=CODERS.opt)
async def model_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The models, and the comparison of the one that the address names, or else of the newest."""
    by, used = await active_versions(), await model_versions.count_by_model()
    shown = [_shown(row) for row in await model_versions.list_models()]
    wanted = parse_key(request.query_params.get("compare", ""))
    return staff_page(
        request,
        registry,
        "comments/model.html",
        models=shown,
        current=next((one for one in shown if one.row["state"] == "current"), None),
        compared=next((one for one in shown if one.row["id"] == wanted), shown[0] if shown else None),
        taxonomy=by.taxonomy,
        used=used,
        present=names_of_active(used, by, [one.row["name"] for one in shown]),
        corrections=await count_corrections(),
        learning=await load_job_status(learn_stage.LEARN, learn_stage.LEARNING_ID),
        asked=await learn_stage.last_request(),
        run=await rescore_stage.latest_run(),
        fewest=(MIN_LABELLED, MIN_SCORED, MIN_CORRECTIONS),
        fewest_bent=MIN_CALIBRATED,
        embeddings=registry.settings.embeddings == "on",
        lacking=await model_versions.missing_embedder(),
        remedy=REMEDY,
        may_decide=actor_of(request).role in DECIDERS.roles,
        **await labels.all_labels(),
    )


@post(f"{HERE}/learn", opt=DECIDERS.opt, status_code=303)
async def learn_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Have a model learned from what was corrected."""
    await learn_stage.request_learning(actor_of(request))
    return redirect_done(request, registry, HERE, mark("A model is being learned. It appears below."))


@post(f"{HERE}/{{model_id:uuid}}/promote", opt=DECIDERS.opt, status_code=303)
async def promote_page(
    request: AnyRequest, registry: NamedDependency[Registry], model_id: FromPath[UUID]
) -> Response[bytes]:
    """Let a model read from now on."""
    try:
        name = await model_versions.promote(actor_of(request), model_id)
    except model_versions.NoSuchModelError as missing:
        raise NotFoundException from missing
    except NotInstalledError as missing:
        text = mark("It needs %(wanted)s, which is not installed where this page is served. Run: %(remedy)s")
        return redirect_refused(request, registry, HERE, text, {"wanted": missing.wanted, "remedy": REMEDY})
    text = mark("%(name)s reads from now on. What was read before keeps its reading.")
    return redirect_done(request, registry, HERE, text, undo=f"{HERE}/rollback", name=name)


@post(f"{HERE}/rollback", opt=DECIDERS.opt, status_code=303)
async def rollback_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Let read again what read before."""
    name = await model_versions.roll_back(actor_of(request))
    if name is None:
        return redirect_done(request, registry, HERE, mark("The shipped model reads again."))
    return redirect_done(request, registry, HERE, mark("%(name)s reads again."), name=name)


@post(f"{HERE}/rescore", opt=DECIDERS.opt, status_code=303)
async def rescore_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Read anew, with the current model, what others have read."""
    name = await full_name(await active_versions())
    if not await rescore_stage.start(actor_of(request), name):
        return redirect_refused(request, registry, HERE, mark("Comments are being read anew already."))
    return redirect_done(request, registry, HERE, mark("Comments are being read anew."))


@post(f"{HERE}/rescore/{{run_id:uuid}}/stop", opt=DECIDERS.opt, status_code=303)
async def stop_rescoring_page(
    request: AnyRequest, registry: NamedDependency[Registry], run_id: FromPath[UUID]
) -> Response[bytes]:
    """Leave the rest as it was read."""
    if not await rescore_stage.stop(actor_of(request), run_id):
        raise NotFoundException
    return redirect_done(request, registry, HERE, mark("Stopped. What was read anew stays so."))


def _shown(row: asyncpg.Record) -> ModelRow:
    comparison, beyond, tried = (from_json(row[name]) for name in ("comparison", "beyond", "tried"))
    return ModelRow(
        row,
        msgspec.convert(comparison, ModelComparison) if comparison else None,
        msgspec.convert(beyond, EmbeddingUse) if beyond else None,
        msgspec.convert(tried or [], list[CalibrationResult]),
    )


ROUTES: Final = (model_page, learn_page, promote_page, rollback_page, rescore_page, stop_rescoring_page)
