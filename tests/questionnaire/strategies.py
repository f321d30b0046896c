"""Replies of respondents: sensible ones to each kind of question, and arbitrary text."""

from datetime import date

from hypothesis import strategies as st

from vocapp.questionnaire.answer_words import NO, NUMBER_WORDS, SKIP, YES
from vocapp.questionnaire.definition import SCALE_KINDS, Question
from vocapp.questionnaire.normalise_text import plain, tidy
from vocapp.questionnaire.values import Value

ANYTHING = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=40),  # with lone surrogates
    st.sampled_from(["", "\0", "skip", "no thanks", "9" * 5000, "1 2 3", "{brand|x}", "\ud800", "٩", "yes, but"]),
    st.integers().map(str),
    st.sampled_from(sorted(YES | NO | SKIP | set(NUMBER_WORDS))),
)

_WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60)
_CLEAN = _WORDS.map(tidy).filter(lambda words: words != "" and plain(words) not in SKIP)
_HOW = _CLEAN.filter(lambda words: words[0].isalnum())


def values(question: Question) -> st.SearchStrategy[Value]:
    """Answers that the question can have."""
    if question.kind in SCALE_KINDS:
        return st.sampled_from(question.steps)
    match question.kind:
        case "choice":
            return st.sampled_from([option.id for option in question.options])
        case "choices":
            ids = [option.id for option in question.options]
            return st.sets(st.sampled_from(ids), min_size=1).map(lambda chosen: [one for one in ids if one in chosen])
        case "number":
            lo, hi = (question.scale.lo, question.scale.hi) if question.scale else (-1e6, 1e6)
            return st.decimals(lo, hi, places=2).map(lambda number: int(number) if number % 1 == 0 else float(number))
        case "yes_no":
            return st.booleans()
        case "date":
            return st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(date.isoformat)
        case "contact_me":
            how = st.builds(lambda words: {"wish": True, "how": words}, _HOW)
            return st.one_of(st.just({"wish": False}), st.just({"wish": True}), how)
    return _CLEAN
