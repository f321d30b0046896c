"""Labels of faults in phrases and of changes to themes, in the reader's language."""

from typing import Any, Final

from vocapp.comments.pages import labels
from vocapp.comments.themes.active_themes import ThemeTitles
from vocapp.nlp.themes.preview_worker import MatchChange
from vocapp.nlp.themes.taxonomy import Taxonomy
from vocapp.nlp.themes.taxonomy_diff import ChangeKind
from vocapp.ui.fault_sentence import fault_sentence
from vocapp.ui.reader import gettext as _

CHANGE_LOOKS: Final[dict[ChangeKind, str]] = {
    "added": "good",
    "brought back": "good",
    "retired": "warning",
    "removed": "bad",
}
FATE_LOOKS: Final[dict[MatchChange, str]] = {"gained": "good", "lost": "warning", "kept": ""}


def what_words() -> dict[ChangeKind, str]:
    """Kinds of changes to a theme."""
    return {
        "added": _("added"),
        "removed": _("removed"),
        "retired": _("retired"),
        "brought back": _("restored"),
        "renamed": _("renamed"),
        "moved": _("moved"),
        "lines": _("lines of business changed"),
        "phrases": _("phrases changed"),
    }


def fate_words() -> dict[MatchChange, str]:
    """Effects of a change on a comment."""
    return {"gained": _("newly found"), "lost": _("no longer found"), "kept": _("unchanged")}


def written_words() -> list[tuple[str, str]]:
    """Examples of the phrase syntax, with what each finds."""
    return [
        ("waiting time", _("the words in this order, next to each other")),
        ("wait*", _("a word with this beginning")),
        ("*konto", _("a word with this ending")),
        ("long|endless queue", _("either word in this place")),
        ("call_back|reply", _("_ joins several words in one place")),
        ("answer* .. phone", _("the second, up to four words after the first")),
        ("bill* + wrong", _("both in the same sentence, in any order")),
        ("cancel* - flight", _("the first, in a sentence without the second")),
    ]


async def all_labels(taxonomy: Taxonomy) -> dict[str, Any]:
    """All labels, also of the other pages; theme titles are those of `taxonomy`."""
    return {
        **await labels.all_labels(),
        "theme_title": ThemeTitles(taxonomy),
        "CHANGE_LOOKS": CHANGE_LOOKS,
        "FATE_LOOKS": FATE_LOOKS,
        "sentence": fault_sentence,
        "what_words": what_words,
        "fate_words": fate_words,
        "written_words": written_words,
    }
