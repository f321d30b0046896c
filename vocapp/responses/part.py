"""What hearing answers brings to the house."""

from vocapp.database.due import Stage
from vocapp.part import Entry, House, Part
from vocapp.responses import api, preview_web, refusing, web
from vocapp.responses.closing import Closing
from vocapp.responses.erasing import erase
from vocapp.responses.hearing import Hearing
from vocapp.responses.look_files import look_file
from vocapp.responses.taking import CLOSE
from vocapp.ui.reader import mark


def part(house: House) -> Part:
    """The answer link, the stage that closes what lies idle, and the preview of surveys."""
    link = web.AnswerLink(house, Hearing(house))
    return Part(
        name="responses",
        erasers=(erase,),
        routes=(*web.routes(link), *refusing.routes(link), look_file, *api.ROUTES, *preview_web.ROUTES),
        menu=(Entry(mark("Surveys"), preview_web.PATH, 40, preview_web.READERS.roles),),
        stages=(Stage(name=CLOSE, work=Closing(house)),),
    )
