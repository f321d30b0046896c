"""Context of a comment: the intent of its question, and how the respondent's score compares. Pure."""

import re
from functools import lru_cache
from typing import Final

from vocapp.nlp.redaction.known_names import fold_word
from vocapp.nlp.types import CommentInput, QuestionIntent

BETTER: Final = re.compile(
    r"\b(?:improv\w*|better|change|differently|wrong|disappoint\w*|dislike\w*|missing|frustrat\w*|bother\w*"
    r"|verbesser\w*|besser|gestort|gefehlt|vermisst|amelior\w*|mieux|changer|mejor\w*|cambiar\w*|melhor\w*|mudar\w*"
    r"|verbeter\w*|beter|gemist|gelistir\w*|iyilestir\w*|forbattr\w*|battre|forbedr\w*|bedre)\b|تحسين|أفضل"
)
GOOD: Final = re.compile(
    r"\b(?:good|well|like|liked|enjoy\w*|best|great|right|satisfied|pleased|appreciat\w*|praise"
    r"|gut|gefallen|gefiel|gelungen|lob|bien|plu|aime|apprecie\w*|gusto|gustado|bueno|gostou|bom|agradou"
    r"|goed|beviel|bevallen|begendi\w*|iyi|bra|gillade|godt|gladde)\b|أعجبك|جيد"
)
CLEAR_SIDE: Final = 1 / 3  # how far from the middle of its scale (−1 … 1) a score takes a side


@lru_cache(maxsize=4096)
def infer_intent(question: str | None) -> QuestionIntent:
    """Infers the intent from the words of a question; "open" where they ask for neither, or for both."""
    plain = fold_word(question or "")
    better, good = bool(BETTER.search(plain)), bool(GOOD.search(plain))
    if better == good or "dissatisf" in plain:
        return "open"
    return "improvement" if better else "praise"


def question_intent(comment: CommentInput) -> QuestionIntent:
    """Returns the intent that the survey declares, or else the one that the question's words suggest."""
    return comment.asks if comment.asks != "open" else infer_intent(comment.question)


def normalized_score(comment: CommentInput) -> float | None:
    """Returns the respondent's score from −1 (worst) to 1; None without one. A scale may run from best to worst."""
    if comment.score is None or comment.scale is None or comment.scale[0] == comment.scale[1]:
        return None
    worst, best = comment.scale
    return max(-1.0, min(1.0, 2 * (comment.score - worst) / (best - worst) - 1))


def contradicts_score(sentiment: float, score: float | None) -> bool:
    """Whether the words take one side and the score, both from −1 to 1, takes the other."""
    return score is not None and abs(score) >= CLEAR_SIDE and abs(sentiment) >= CLEAR_SIDE and score * sentiment < 0
