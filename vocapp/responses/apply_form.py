"""The changes of a submitted form. Pure: from the form, what was read and the time to what must be written."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from vocapp.invitations.policy.dispositions import Disposition
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.pages import Submission, save, submit
from vocapp.questionnaire.wording import choose_language
from vocapp.responses.invitation_status import MAY_ANSWER, InvitationStatus, invitation_status
from vocapp.responses.load_invitation import SurveyInvitation
from vocapp.responses.pages.form_parser import BACK, LANGUAGE, PAGE, SAVE, Fields, last_value
from vocapp.responses.save_answers import ResponseWrite

CLOSE: Final = "close"
AFTER_CLOSING: Final = ("score", "triage", "count")
"""Stages that get a job when a response closes, if they are registered."""
AFTER_OPENING: Final = ("count",)
"""Stages that get a job when a closed response is resumed: until it closes again, it does not count."""


class FormResult(NamedTuple):
    """The result of a form. `write` is None if nothing changes, `submission` if no answer is accepted."""

    status: InvitationStatus
    language: str
    submission: Submission | None = None
    write: ResponseWrite | None = None


def status_of(invitation: SurveyInvitation, survey: Questionnaire, now: datetime) -> InvitationStatus:
    """The status of the invitation; a complete response may be corrected for the survey's idle minutes."""
    correction = timedelta(minutes=survey.idle_minutes.page)
    return invitation_status(
        invitation.disposition, invitation.expires_at, invitation.answered_at, invitation.completed_at, correction, now
    )


def correction_time_left(invitation: SurveyInvitation, survey: Questionnaire, now: datetime) -> timedelta:
    """The time in which a completed response may still be corrected; zero if it may not."""
    if status_of(invitation, survey, now) is not InvitationStatus.COMPLETE or invitation.completed_at is None:
        return timedelta(0)
    return min(invitation.completed_at + timedelta(minutes=survey.idle_minutes.page), invitation.expires_at) - now


def language_of(invitation: SurveyInvitation, survey: Questionnaire, fields: Fields) -> str:
    """The language chosen in the form or the link, else that of the answers so far, else the invitation's."""
    return choose_language(survey, last_value(fields, LANGUAGE) or invitation.spoken or invitation.language)


def apply_form(
    invitation: SurveyInvitation, survey: Questionnaire, fields: Fields, now: datetime, stages: Collection[str]
) -> FormResult:
    """The result of the form. A form saved by the script or sent by the back button never completes a response."""
    language = language_of(invitation, survey, fields)
    found = status_of(invitation, survey, now)
    if found not in MAY_ANSWER and found is not InvitationStatus.FINAL:
        return FormResult(found, language)
    unfinished = SAVE in fields or BACK in fields
    if unfinished:
        submission = save(survey, invitation.answers, invitation.facts, fields, language)
    else:
        submission = submit(survey, invitation.answers, invitation.facts, fields, language, last_value(fields, PAGE))
    was_complete = invitation.completed_at is not None
    complete = submission.page is None and (was_complete or not unfinished)
    if not submission.changed and not submission.dropped and complete == was_complete:
        return FormResult(found, language, submission)
    if found is InvitationStatus.FINAL:
        return FormResult(found, language)
    return FormResult(
        found,
        language,
        submission,
        _write(
            invitation,
            survey,
            submission,
            language,
            complete,
            now,
            stages,
        ),
    )


def _write(
    invitation: SurveyInvitation,
    survey: Questionnaire,
    submission: Submission,
    language: str,
    complete: bool,
    now: datetime,
    stages: Collection[str],
) -> ResponseWrite:
    idle = timedelta(minutes=survey.idle_minutes.page)
    later = AFTER_CLOSING if complete else () if invitation.is_open or not invitation.revision else AFTER_OPENING
    jobs = [(stage, now) for stage in later if stage in stages]
    return ResponseWrite(
        invitation_id=invitation.id,
        revision=invitation.revision,
        survey_version_id=invitation.survey_version_id,
        channel=invitation.channel,
        language=language,
        is_test=invitation.is_test,
        disposition=Disposition.COMPLETE if complete else Disposition.PARTIAL,
        changed={name: submission.answers[name] for name in submission.changed},
        dropped=submission.dropped,
        jobs=jobs if complete else [(CLOSE, now + idle), *jobs],
        is_message_waiting=invitation.is_message_waiting,
    )
