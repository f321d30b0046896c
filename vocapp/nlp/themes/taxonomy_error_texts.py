"""What may be wrong with a file of themes: the sentences of `taxonomy` and `phrases`. Tests compare."""

from typing import Final

from vocapp.ui.error_translation import Retold
from vocapp.ui.reader import mark

translate_taxonomy_error: Final = Retold(
    (
        mark("The file is larger than 1 MB: leave phrases out."),
        mark("The file is no text in UTF-8: save it so."),
        mark("The taxonomy cannot be read: %(why)s"),
        mark("The themes %(names)s are there twice: give each an id of its own."),
        mark("Theme %(theme)s: an id has up to 60 letters, digits, _ and -. Give it another."),
        mark("Theme %(theme)s: its parent %(parent)s is no theme. Name one that is."),
        mark("Theme %(theme)s lies under itself: give it another parent, or none."),
        mark("urgent.%(theme)s: there is no such urgent theme. There are %(known)s."),
        mark(
            "Theme %(theme)s, %(place)s, line %(line)s: %(phrase)s: "
            "a side of + or - has no word: write one, or leave the sign out."
        ),
        mark(
            "Theme %(theme)s, %(place)s, line %(line)s: %(phrase)s: "
            "nothing follows the two dots: write the word that does, or leave them out."
        ),
        mark(
            "Theme %(theme)s, %(place)s, line %(line)s: %(phrase)s: "
            "%(piece)s is no word: letters or digits, with * at one end at most."
        ),
        mark(
            "Theme %(theme)s, %(place)s, line %(line)s: %(phrase)s: "
            "%(piece)s would find nearly every word: write more of it."
        ),
    )
)
"""Called while a page is rendered."""
