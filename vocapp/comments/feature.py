"""The feature of comments."""

from datetime import timedelta
from uuid import UUID

from vocapp.comments.doctor import check_embeddings
from vocapp.comments.erase import erase
from vocapp.comments.models.learn_stage import LEARN, learn_model, request_nightly
from vocapp.comments.models.rescore_stage import RESCORE, RescoreStage
from vocapp.comments.pages import (
    comment_downloads,
    comments_page,
    model_page,
    report_pages,
    suggestions_page,
    taxonomy_pages,
    taxonomy_version_pages,
    theme_pages,
)
from vocapp.comments.pages.comment_list_query import PATH
from vocapp.comments.score_stage import SCORE, ScoreStage
from vocapp.comments.themes.suggestion_stage import SUGGEST, run_suggestions
from vocapp.database.jobs import Stage
from vocapp.feature import CheckResult, Feature, MenuEntry, PeriodicJob, Registry
from vocapp.nlp.analysis_pool import ANALYSIS_POOL
from vocapp.ui.reader import mark

BATCH = 64
LEASE_SECONDS = 300.0  # a batch in which every text kills the analysis process takes long
TRAINING_SECONDS = 900.0
TAXONOMY_ROUTES = (*taxonomy_pages.ROUTES, *theme_pages.ROUTES, *taxonomy_version_pages.ROUTES)


def feature(registry: Registry) -> Feature:
    """Stages that analyse, re-analyse, train and suggest; the analysis processes; the pages of comments."""
    scoring = ScoreStage(registry)
    embeddings = registry.settings.embeddings == "on"

    async def learn(_: UUID) -> None:
        await learn_model(embeddings=embeddings)

    async def embeddings_check() -> list[CheckResult]:
        return await check_embeddings(embeddings)

    return Feature(
        name="comments",
        erasers=(erase,),
        routes=(
            *comments_page.ROUTES,
            *comment_downloads.ROUTES,
            *report_pages.ROUTES,
            *model_page.ROUTES,
            *TAXONOMY_ROUTES,
            *suggestions_page.ROUTES,
        ),
        menu=(MenuEntry(mark("Comments"), PATH, 28, comments_page.READERS.roles),),
        stages=(
            Stage(name=SCORE, work=scoring, batch=BATCH, lease_seconds=LEASE_SECONDS, prepare=scoring.prepare),
            Stage(name=RESCORE, work=RescoreStage(registry), batch=1, lease_seconds=LEASE_SECONDS),
            Stage(name=LEARN, work=learn, batch=1, lease_seconds=TRAINING_SECONDS),
            Stage(name=SUGGEST, work=run_suggestions, batch=1, lease_seconds=LEASE_SECONDS),
        ),
        periodic=(PeriodicJob(mark("Request nightly training"), timedelta(hours=1), request_nightly),),
        lifespans=(ANALYSIS_POOL.ended,),
        doctor=(embeddings_check,),
    )
