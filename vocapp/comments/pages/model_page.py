"""The page /app/comments/model: the active model, trained models with their comparison, promotion and re-analysis."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from vocapp.comments.job_status import load_job_status
from vocapp.comments.models import learn_stage, model_versions, rescore_stage
from vocapp.comments.models.active_model import active_versions, full_name, names_of_active
from vocapp.comments.models.training_data import count_corrections
from vocapp.comments.pages import labels
from vocapp.comments.pages.comment_list_query import PATH
from vocapp.comments.pages.comments_page import CODERS
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.nlp.sentiment.embedding_package import REMEDY, NotInstalledError
from vocapp.nlp.sentiment.embeddings import MIN_CORRECTIONS
from vocapp.nlp.training.calibration_result import MIN_CALIBRATED
from vocapp.nlp.training.training_worker import MIN_LABELLED, MIN_SCORED
from vocapp.ui.page_response import AnyRequest, redirect_done, redirect_refused, staff_page
from vocapp.ui.paging import parse_key
from vocapp.ui.reader import mark

HERE: Final = f"{PATH}/model"
DECIDERS: Final = staff(Role.ANALYST)


@get(HERE, opt=CODERS.opt)
async def model_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The models, with the comparison of the model in the address, or else of the newest one."""
    by, used = await active_versions(), await model_versions.count_by_model()
    rows = await model_versions.list_models()
    wanted = parse_key(request.query_params.get("compare", ""))
    return staff_page(
        request,
        registry,
        "comments/model.html",
        models=rows,
        current=next((one for one in rows if one.state == "current"), None),
        compared=next((one for one in rows if one.id == wanted), rows[0] if rows else None),
        taxonomy=by.taxonomy,
        used=used,
        present=names_of_active(used, by, [one.name for one in rows]),
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
    """Enqueues a training."""
    await learn_stage.request_learning(actor_of(request))
    return redirect_done(request, registry, HERE, mark("A model is being trained. It will appear below."))


@post(f"{HERE}/{{model_id:uuid}}/promote", opt=DECIDERS.opt, status_code=303)
async def promote_page(
    request: AnyRequest, registry: NamedDependency[Registry], model_id: FromPath[UUID]
) -> Response[bytes]:
    """Makes a model active."""
    try:
        name = await model_versions.promote(actor_of(request), model_id)
    except model_versions.NoSuchModelError as missing:
        raise NotFoundException from missing
    except NotInstalledError as missing:
        text = mark("Not promoted: the model needs %(wanted)s, which is not installed on this server. Run: %(remedy)s")
        return redirect_refused(request, registry, HERE, text, {"wanted": missing.wanted, "remedy": REMEDY})
    text = mark("%(name)s is active now. Analysed comments keep their analysis.")
    return redirect_done(request, registry, HERE, text, undo=f"{HERE}/rollback", name=name)


@post(f"{HERE}/rollback", opt=DECIDERS.opt, status_code=303)
async def rollback_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Activates the previous model."""
    name = await model_versions.roll_back(actor_of(request))
    if name is None:
        return redirect_done(request, registry, HERE, mark("The shipped model is active again."))
    return redirect_done(request, registry, HERE, mark("%(name)s is active again."), name=name)


@post(f"{HERE}/rescore", opt=DECIDERS.opt, status_code=303)
async def rescore_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Starts the re-analysis, with the active model, of comments of other models."""
    name = await full_name(await active_versions())
    if not await rescore_stage.start(actor_of(request), name):
        return redirect_refused(request, registry, HERE, mark("Comments are already being re-analysed."))
    return redirect_done(request, registry, HERE, mark("Comments are being re-analysed."))


@post(f"{HERE}/rescore/{{run_id:uuid}}/stop", opt=DECIDERS.opt, status_code=303)
async def stop_rescoring_page(
    request: AnyRequest, registry: NamedDependency[Registry], run_id: FromPath[UUID]
) -> Response[bytes]:
    """Stops a re-analysis."""
    if not await rescore_stage.stop(actor_of(request), run_id):
        raise NotFoundException
    return redirect_done(
        request, registry, HERE, mark("Stopped. Comments that were re-analysed keep the new analysis.")
    )


ROUTES: Final = (model_page, learn_page, promote_page, rollback_page, rescore_page, stop_rescoring_page)
