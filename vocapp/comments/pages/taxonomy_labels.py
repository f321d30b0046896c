"""How do pages say what is wrong with a phrase, and what changed about a theme? In the reader's language."""

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
    """What happened to a theme."""
    return {
        "added": _("added"),
        "removed": _("removed"),
        "retired": _("retired"),
        "brought back": _("brought back"),
        "renamed": _("renamed"),
        "moved": _("moved"),
        "lines": _("other lines of business"),
        "phrases": _("other phrases"),
    }


def fate_words() -> dict[MatchChange, str]:
    """What a change does to a comment."""
    return {"gained": _("newly found"), "lost": _("no longer found"), "kept": _("found as before")}


def written_words() -> list[tuple[str, str]]:
    """What may be written in a phrase, and what it finds."""
    return [
        ("waiting time", _("the words one after another")),
        ("wait*", _("a word that begins so")),
        ("*konto", _("a word that ends so")),
        ("long|endless queue", _("either word in that place")),
        ("call_back|reply", _("several words in one place are joined by _")),
        ("answer* .. phone", _("the second, up to four words after the first")),
        ("bill* + wrong", _("both in the same sentence, in any order")),
        ("cancel* - flight", _("the first, in a sentence without the second")),
    ]


async def all_labels(taxonomy: Taxonomy) -> dict[str, Any]:
    """All of them and those of all pages, for a template that calls themes as a taxonomy does."""
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
