"""Feature of the package responses."""

from vocapp.database.jobs import Stage
from vocapp.feature import Feature, MenuEntry, Registry
from vocapp.responses import api
from vocapp.responses.apply_form import CLOSE
from vocapp.responses.close_stage import CloseStage
from vocapp.responses.erase import erase
from vocapp.responses.pages import decline_pages, preview_pages, survey_page
from vocapp.responses.pages.assets import look_file
from vocapp.responses.submit import FormSubmitter
from vocapp.ui.reader import mark


def feature(registry: Registry) -> Feature:
    """The answer link, the stage that closes idle responses, the preview of surveys, the API."""
    link = survey_page.AnswerLink(registry, FormSubmitter(registry))
    return Feature(
        name="responses",
        erasers=(erase,),
        routes=(*survey_page.routes(link), *decline_pages.routes(link), look_file, *api.ROUTES, *preview_pages.ROUTES),
        menu=(MenuEntry(mark("Surveys"), preview_pages.PATH, 40, preview_pages.READERS.roles),),
        stages=(Stage(name=CLOSE, work=CloseStage(registry)),),
    )
