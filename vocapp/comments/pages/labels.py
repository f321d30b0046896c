"""How do pages name what there is about a verbatim? A word for each, in the reader's language, and its look."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from babel import Locale, UnknownLocaleError

from vocapp.comments.pages.comment_list_query import AND_UNDER, CommentTab
from vocapp.comments.pages.navigation import sections
from vocapp.comments.themes.active_themes import ThemeTitles, theme_titles
from vocapp.nlp.suggestions.suggest import ReasonKind
from vocapp.nlp.training.calibration_result import CalibrationResult
from vocapp.nlp.training.evaluate import ComparisonVerdict, ModelComparison
from vocapp.ui.formatting import number
from vocapp.ui.reader import current
from vocapp.ui.reader import gettext as _

# A shape before the word, so that the tone is told without its colour.
SHAPES: Final = {"negative": "▼", "neutral": "●", "positive": "▲"}
LOOKS: Final = {"negative": "bad", "neutral": "", "positive": "good"}

VERDICT_LOOKS: Final = {"better": "good", "worse": "bad", "no detectable difference": ""}


def nothing_words() -> dict[CommentTab, tuple[str, str]]:
    """What an empty tab says, and what will appear there."""
    return {
        CommentTab.ALL: (
            _("No comments yet"),
            _("What customers write in their answers appears here once it has been read."),
        ),
        CommentTab.UNCERTAIN: (
            _("Nothing is uncertain"),
            _("Comments that the machine would rather not judge appear here."),
        ),
        CommentTab.CONFLICT: (
            _("Words and scores agree"),
            _("A comment that speaks against its own score appears here."),
        ),
        CommentTab.URGENT: (_("Nothing is urgent"), _("Harm, danger, lawyers, data and threats to leave appear here.")),
        CommentTab.UNREAD: (
            _("Everything has been read"),
            _("Comments in languages that the machine cannot read appear here."),
        ),
    }


def tone_words() -> dict[str, str]:
    """How a comment was read."""
    return {"negative": _("negative"), "neutral": _("neutral"), "positive": _("positive")}


def state_words() -> dict[str, str]:
    """Why there is no tone."""
    return {
        "nothing": _("says nothing"),
        "refused": _("language not read by machine"),
        "failed": _("could not be read"),
    }


def kind_words() -> dict[ReasonKind, str]:
    """Why something may be a theme."""
    return {
        "unhappy": _("Unhappy customers say it more"),
        "rising": _("Customers say it more than before"),
        "together": _("Words that come together"),
        "topic": _("What comments have in common"),
    }


def length_choices(days: Iterable[int]) -> list[tuple[str, str]]:
    """Periods that end today."""
    return [(str(length), _("Last %(days)s days") % {"days": length}) for length in days]


def verdict_words() -> dict[str, str]:
    """What came of comparing two models."""
    return {
        "better": _("reads better"),
        "worse": _("reads worse"),
        "no detectable difference": _("no detectable difference"),
    }


def compared_words(found: ModelComparison) -> str:
    """The finding of a comparison, as the title of what it rests on."""
    if found.candidate.right is None or found.incumbent.right is None:
        return verdict_words()[found.verdict]
    sides = {
        "new": round(found.candidate.right.value * found.comments / 100),
        "old": round(found.incumbent.right.value * found.comments / 100),
        "all": found.comments,
    }
    said: dict[ComparisonVerdict, str] = {
        "better": _("The new model reads better: %(new)s of %(all)s comments right, the other %(old)s."),
        "worse": _("The new model reads worse: %(new)s of %(all)s comments right, the other %(old)s."),
        "no detectable difference": _(
            "No detectable difference: the new model reads %(new)s of %(all)s comments right, the other %(old)s."
        ),
    }
    return said[found.verdict] % sides


def tried_words(one: CalibrationResult) -> str:
    """What came of bending a model's chances."""
    kept = _(
        "Bent: with %(what)s its chances were off by %(before)s %% on %(texts)s comments that neither it nor the curve "
        "had seen, and once bent by %(after)s %%."
    )
    left = _(
        "Tried and left as it was: with %(what)s its chances were off by %(before)s %% on %(texts)s comments that "
        "neither it nor the curve had seen, and once bent by %(after)s %%; all told they were judged no better so."
    )
    what = _("words and score") if one.with_score else _("words alone")
    numbers = {"before": number(one.before * 100, 1), "after": number(one.after * 100, 1), "texts": number(one.texts)}
    return (kept if one.is_bent else left) % {"what": what, **numbers}


def coded_words() -> list[tuple[str, str]]:
    """Whose corrections a list may be narrowed by."""
    return [
        ("mine", _("corrected by me")),
        ("not_mine", _("not yet by me")),
        ("any", _("by anybody")),
        ("none", _("by nobody")),
    ]


def metric_words() -> dict[str | None, str]:
    """What a respondent's own score is of."""
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
    """What contacts were about."""
    return {
        "sales_won": _("sale won"),
        "sales_lost": _("sale lost"),
        "marketing": _("marketing"),
        "self_service": _("self-service"),
        "onboarding": _("onboarding"),
        "account": _("account"),
        "billing": _("billing"),
        "payment": _("payment"),
        "delivery": _("delivery"),
        "support": _("support"),
        "complaint": _("complaint"),
        "collection": _("collection"),
        "renewal": _("renewal"),
        "cancellation": _("cancellation"),
        "other": _("other"),
    }


def language_name(code: str | None) -> str:
    """A language in the reader's own; the code where nobody knows it."""
    try:
        return str(Locale.parse(code or "und").get_display_name(current().locale) or code)
    except (UnknownLocaleError, ValueError):
        return code or ""


def language_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages as pairs of code and name, by name."""
    return sorted(((code, language_name(code)) for code in codes), key=lambda pair: pair[1])


def theme_choices(titles: ThemeTitles, themes: Iterable[str]) -> list[tuple[str, str]]:
    """Themes as pairs of slug and title, by title."""
    return sorted(((theme, titles(theme)) for theme in themes), key=lambda pair: pair[1].lower())


def branch_choices(titles: ThemeTitles, themes: Iterable[str]) -> list[tuple[str, str]]:
    """Themes with all that lie under them, as pairs for the same list, by title."""
    return [
        (f"{theme}{AND_UNDER}", _("%(theme)s, all of it") % {"theme": t}) for theme, t in theme_choices(titles, themes)
    ]


async def all_labels() -> dict[str, Any]:
    """All of them, for a template, which asks for them once its reader is known."""
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
