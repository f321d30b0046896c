"""From a form to rows: read, decide, write, and again where another device was faster."""

from functools import cached_property
from typing import Final

from vocapp import clock
from vocapp.catalogue.published import survey_version
from vocapp.database import PoolBusyError
from vocapp.database.notify import wake
from vocapp.feature import Registry
from vocapp.messages.transitions import confirm_arrived
from vocapp.responses.apply_form import AFTER_CLOSING, FormResult, take
from vocapp.responses.batcher import Batcher
from vocapp.responses.load_invitation import SurveyInvitation, read
from vocapp.responses.pages.form_parser import Fields
from vocapp.responses.save_answers import ResponseWrite, store
from vocapp.tokens import is_well_formed, stored

TRIES: Final = 10


class FormSubmitter:
    """The ear of one process: what is asked of it at the same time is read and written together."""

    def __init__(self, registry: Registry) -> None:
        self._house = registry
        self._reads = Batcher(read, key=lambda wanted: wanted)
        self._writes = Batcher(store, key=lambda write: write.invitation_id)

    @cached_property
    def stages(self) -> frozenset[str]:
        """The stages of the house; read once a form comes, when every room is there."""
        return frozenset(stage.name for stage in self._house.stages)

    async def asked(self, token: str) -> SurveyInvitation | None:
        """The ask of an answer token; None for a token that nobody was given."""
        return await self._reads.ask(stored(token)) if is_well_formed(token) else None

    async def hear(self, token: str, fields: Fields) -> tuple[SurveyInvitation, FormResult] | None:
        """Take a form: what was known before it, and what it came to. None for a token that nobody was given."""
        for _ in range(TRIES):
            asked = await self.asked(token)
            if asked is None:
                return None
            taken = take(asked, await survey_version(asked.survey_version_id), fields, clock.now(), self.stages)
            if taken.write is None or await self._write(taken.write):
                for message in asked.unproven_messages:
                    await confirm_arrived(message)
                return asked, taken
        raise PoolBusyError("the same answers are being changed from too many places at once")

    async def _write(self, write: ResponseWrite) -> bool:
        written = await self._writes.ask(write)
        for stage, _ in write.owed:
            if written and stage in AFTER_CLOSING:
                wake(stage)
        return written
