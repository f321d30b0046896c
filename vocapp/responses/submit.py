"""Submission of a form: read, apply, write, and again if another device was faster."""

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
    """Reads and writes of this process; those that arrive at the same time share a statement."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._reads = Batcher(load_invitations, key=lambda wanted: wanted)
        self._writes = Batcher(save_answers, key=lambda write: write.invitation_id)

    @cached_property
    def stages(self) -> frozenset[str]:
        """Names of the registered stages; read with the first form, when all features are registered."""
        return frozenset(stage.name for stage in self._registry.stages)

    async def find(self, token: str) -> SurveyInvitation | None:
        """The invitation of an answer token; None for an unknown token."""
        return await self._reads.ask(token_hash(token)) if is_well_formed(token) else None

    async def submit(self, token: str, fields: Fields) -> tuple[SurveyInvitation, FormResult] | None:
        """Takes a form: the invitation before it, and the result. None for an unknown token."""
        for _ in range(TRIES):
            invitation = await self.find(token)
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
        for stage, _ in write.jobs:
            if written and stage in AFTER_CLOSING:
                wake(stage)
        return written
