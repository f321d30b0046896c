"""What hearing answers brings to the house."""

from vocapp.database.due import Stage
from vocapp.part import House, Part
from vocapp.responses import api, web
from vocapp.responses.closing import Closing
from vocapp.responses.hearing import Hearing
from vocapp.responses.look_files import look_file
from vocapp.responses.taking import CLOSE


def part(house: House) -> Part:
    """The answer link, and the stage that closes what lies idle."""
    link = web.AnswerLink(house, Hearing(house))
    return Part(
        name="responses",
        routes=(*web.routes(link), look_file, *api.ROUTES),
        stages=(Stage(name=CLOSE, work=Closing(house)),),
    )
