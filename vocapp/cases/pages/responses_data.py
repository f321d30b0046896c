"""The responses of a case as its page shows them: comments with highlighted words, apart from the scores."""

from collections.abc import Sequence

from msgspec import Struct

from vocapp.cases.pages.types import CaseComment, ResponseInContext
from vocapp.nlp.sentiment.word_highlights import TextPiece, highlight_words
from vocapp.responses.answers_as_text import AnswerText, answers_as_text


class AnswerView(Struct, frozen=True, kw_only=True):
    """One answer; of a comment also its text in pieces, and what was read in it."""

    answer: AnswerText
    pieces: Sequence[TextPiece] = ()
    comment: CaseComment | None = None


class ResponseView(Struct, frozen=True, kw_only=True):
    """One response of the case, its comments apart from its scores."""

    context: ResponseInContext
    comments: Sequence[AnswerView]
    scores: Sequence[AnswerView]


async def load_responses(responses: Sequence[ResponseInContext]) -> list[ResponseView]:
    """The responses in their order. `load_case` has checked that the reader may see them."""
    answers = await answers_as_text([response.response_id for response in responses])
    return [_response_view(response, answers.get(response.response_id, [])) for response in responses]


def _response_view(response: ResponseInContext, answers: Sequence[AnswerText]) -> ResponseView:
    analysed = {comment.question: comment for comment in response.comments}
    views = [_answer_view(answer, analysed.get(answer.question_id)) for answer in answers]
    return ResponseView(
        context=response,
        comments=[view for view in views if view.answer.is_verbatim],
        scores=[view for view in views if not view.answer.is_verbatim],
    )


def _answer_view(answer: AnswerText, comment: CaseComment | None) -> AnswerView:
    evidence = comment.evidence if comment else ()
    return AnswerView(answer=answer, pieces=highlight_words(answer.text, evidence), comment=comment)
