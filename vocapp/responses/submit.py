"""From a form to rows: read, decide, write, and again where another device was faster."""

from functools import cached_property
from typing import Final

from vocapp import clock
from vocapp.catalogue.published import survey_version
from vocapp.database import PoolBusyError
from vocapp.database.notify import wake
from vocapp.feature import Registry
from vocapp.messages.transitions import confirm_arrived
from vocapp.responses.apply_form import AFTER_CLOSING, FormResult, apply_form
from vocapp.responses.batcher import Batcher
from vocapp.responses.load_invitation import SurveyInvitation, load_invitations
from vocapp.responses.pages.form_parser import Fields
from vocapp.responses.save_answers import ResponseWrite, save_answers
from vocapp.tokens import is_well_formed, token_hash

TRIES: Final = 10


class FormSubmitter:
    """The ear of one process: what is asked of it at the same time is read and written together."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._reads = Batcher(load_invitations, key=lambda wanted: wanted)
        self._writes = Batcher(save_answers, key=lambda write: write.invitation_id)

    @cached_property
    def stages(self) -> frozenset[str]:
        """The stages of the house; read once a form comes, when every room is there."""
        return frozenset(stage.name for stage in self._registry.stages)

    async def invitation(self, token: str) -> SurveyInvitation | None:
        """The ask of an answer token; None for a token that nobody was given."""
        return await self._reads.ask(token_hash(token)) if is_well_formed(token) else None

    async def hear(self, token: str, fields: Fields) -> tuple[SurveyInvitation, FormResult] | None:
        """Take a form: what was known before it, and what it came to. None for a token that nobody was given."""
        for _ in range(TRIES):
            invitation = await self.invitation(token)
            if invitation is None:
                return None
            result = apply_form(
                invitation,
                await survey_version(invitation.survey_version_id),
                fields,
                clock.now(),
                self.stages,
            )
            if result.write is None or await self._write(result.write):
                for message in invitation.unproven_messages:
                    await confirm_arrived(message)
                return invitation, result
        raise PoolBusyError("the same answers are being changed from too many places at once")

    async def _write(self, write: ResponseWrite) -> bool:
        written = await self._writes.ask(write)
        for stage, _ in write.owed:
            if written and stage in AFTER_CLOSING:
                wake(stage)
        return written
