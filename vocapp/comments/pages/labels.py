"""Labels of comments, themes and models on pages, in the reader's language, with their CSS classes."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from vocapp.comments.pages.comment_list_query import AND_UNDER, CommentTab
from vocapp.comments.pages.navigation import sections
from vocapp.comments.themes.active_themes import ThemeTitles, theme_titles
from vocapp.nlp.suggestions.suggest import ReasonKind
from vocapp.nlp.training.calibration_result import CalibrationResult
from vocapp.nlp.training.evaluate import ComparisonVerdict, ModelComparison
from vocapp.ui.formatting import language_name, number
from vocapp.ui.reader import gettext as _

# A shape before the word, so that the tone is clear without its colour.
SHAPES: Final = {"negative": "▼", "neutral": "●", "positive": "▲"}
LOOKS: Final = {"negative": "bad", "neutral": "", "positive": "good"}

VERDICT_LOOKS: Final = {"better": "good", "worse": "bad", "no detectable difference": ""}


def nothing_words() -> dict[CommentTab, tuple[str, str]]:
    """Title and explanation of each tab without comments."""
    return {
        CommentTab.ALL: (
            _("No comments yet"),
            _("Comments appear here once they have been analysed."),
        ),
        CommentTab.UNCERTAIN: (
            _("No uncertain comments"),
            _("Comments whose tone is too uncertain to count appear here."),
        ),
        CommentTab.CONFLICT: (
            _("No contradictions"),
            _("Comments that contradict the score beside them appear here."),
        ),
        CommentTab.URGENT: (
            _("No urgent comments"),
            _("Comments about harm, danger, lawyers, data or leaving appear here."),
        ),
        CommentTab.UNREAD: (
            _("Everything has been analysed"),
            _("Comments in unsupported languages, and those whose analysis failed, appear here."),
        ),
    }


def tone_words() -> dict[str, str]:
    """Tones of comments."""
    return {"negative": _("negative"), "neutral": _("neutral"), "positive": _("positive")}


def state_words() -> dict[str, str]:
    """Reasons why a comment has no tone."""
    return {
        "nothing": _("no content"),
        "refused": _("language not supported"),
        "failed": _("analysis failed"),
    }


def kind_words() -> dict[ReasonKind, str]:
    """Reasons for which something is suggested as a theme."""
    return {
        "unhappy": _("More common with unhappy customers"),
        "rising": _("More common than before"),
        "together": _("Words that occur together"),
        "topic": _("Topics of comments"),
    }


def length_choices(days: Iterable[int]) -> list[tuple[str, str]]:
    """Periods that end today."""
    return [(str(length), _("Last %(days)s days") % {"days": length}) for length in days]


def verdict_words() -> dict[str, str]:
    """Results of comparing two models."""
    return {
        "better": _("better"),
        "worse": _("worse"),
        "no detectable difference": _("no detectable difference"),
    }


def compared_words(found: ModelComparison) -> str:
    """The result of a comparison in one sentence, with its numbers."""
    if found.candidate.right is None or found.incumbent.right is None:
        return verdict_words()[found.verdict]
    sides = {
        "new": round(found.candidate.right.value * found.comments / 100),
        "old": round(found.incumbent.right.value * found.comments / 100),
        "all": found.comments,
    }
    said: dict[ComparisonVerdict, str] = {
        "better": _("The new model is better: %(new)s of %(all)s comments correct, the other %(old)s."),
        "worse": _("The new model is worse: %(new)s of %(all)s comments correct, the other %(old)s."),
        "no detectable difference": _(
            "No detectable difference: the new model has %(new)s of %(all)s comments correct, the other %(old)s."
        ),
    }
    return said[found.verdict] % sides


def tried_words(one: CalibrationResult) -> str:
    """The result of calibrating a model's probabilities."""
    kept = _(
        "Calibrated. With %(what)s, the error of its probabilities on %(texts)s unseen comments was %(before)s %% "
        "before calibration and %(after)s %% after."
    )
    left = _(
        "Not calibrated. With %(what)s, the error of its probabilities on %(texts)s unseen comments was %(before)s %% "
        "before calibration and %(after)s %% after; overall, calibration did not improve them."
    )
    what = _("words and score") if one.with_score else _("words only")
    numbers = {"before": number(one.before * 100, 1), "after": number(one.after * 100, 1), "texts": number(one.texts)}
    return (kept if one.is_bent else left) % {"what": what, **numbers}


def coded_words() -> list[tuple[str, str]]:
    """Choices of the filter by corrections."""
    return [
        ("mine", _("corrected by me")),
        ("not_mine", _("not corrected by me")),
        ("any", _("corrected by anyone")),
        ("none", _("corrected by no one")),
    ]


def metric_words() -> dict[str | None, str]:
    """Metrics of the score beside a comment."""
    return {
        "nps": "NPS",
        "csat": "CSAT",
        "ces": _("Ease"),
        "expectation": _("Expectation"),
        "resolution": _("Solved"),
        None: _("Rating"),
    }


def channel_words() -> dict[str, str]:
    """The channels of contacts, short enough for a row."""
    return {
        "phone_in_house": _("Phone"),
        "phone_outsourced": _("Phone, outsourced"),
        "ivr": _("Phone menu"),
        "email": _("E-mail"),
        "letter": _("Letter"),
        "web_chat": _("Web chat"),
        "web_collaboration": _("Web collaboration"),
        "co_browse": _("Co-browsing"),
        "sms": _("Text message"),
        "kiosk": _("Kiosk or till"),
        "fax": _("Fax"),
        "face_to_face": _("Face to face"),
        "social": _("Social media"),
    }


def touchpoint_words() -> dict[str, str]:
    """Touchpoints of contacts."""
    return {
        "sales_won": _("Sale won"),
        "sales_lost": _("Sale lost"),
        "marketing": _("Marketing"),
        "self_service": _("Self-service"),
        "onboarding": _("Onboarding"),
        "account": _("Account"),
        "billing": _("Billing"),
        "payment": _("Payment"),
        "delivery": _("Delivery"),
        "support": _("Support"),
        "complaint": _("Complaint"),
        "collection": _("Collection"),
        "renewal": _("Renewal"),
        "cancellation": _("Cancellation"),
        "other": _("Other"),
    }


def language_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages as pairs of code and name, by name."""
    return sorted(((code, language_name(code)) for code in codes), key=lambda pair: pair[1])


def theme_choices(titles: ThemeTitles, themes: Iterable[str]) -> list[tuple[str, str]]:
    """Themes as pairs of slug and title, by title."""
    return sorted(((theme, titles(theme)) for theme in themes), key=lambda pair: pair[1].lower())


def branch_choices(titles: ThemeTitles, themes: Iterable[str]) -> list[tuple[str, str]]:
    """Parent themes together with the themes below them, as pairs for the same list, by title."""
    return [
        (f"{theme}{AND_UNDER}", _("%(theme)s and below") % {"theme": t}) for theme, t in theme_choices(titles, themes)
    ]


async def all_labels() -> dict[str, Any]:
    """All labels for a template, called while it is rendered and the reader's language is known."""
    theme_title = await theme_titles()
    return {
        "SHAPES": SHAPES,
        "LOOKS": LOOKS,
        "VERDICT_LOOKS": VERDICT_LOOKS,
        "nothing_words": nothing_words,
        "tone_words": tone_words,
        "state_words": state_words,
        "verdict_words": verdict_words,
        "compared_words": compared_words,
        "tried_words": tried_words,
        "kind_words": kind_words,
        "length_choices": length_choices,
        "coded_words": coded_words,
        "metric_words": metric_words,
        "channel_words": channel_words,
        "touchpoint_words": touchpoint_words,
        "language_name": language_name,
        "theme_title": theme_title,
        "theme_choices": partial(theme_choices, theme_title),
        "branch_choices": partial(branch_choices, theme_title),
        "language_choices": language_choices,
        "sections": sections,
    }
