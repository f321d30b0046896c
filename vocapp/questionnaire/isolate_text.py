"""Names within sentences that run the other way: a Latin name in Arabic, an Arabic one in English. Pure.

Without isolation (Unicode FSI and PDI) the brackets and points of a name jump to its other end, and two names that
stand side by side run together.
"""

import unicodedata
from typing import Final

from vocapp.questionnaire.engine_texts import RIGHT_TO_LEFT

OPEN: Final = "\u2068"
CLOSE: Final = "\u2069"
_CONTROLS: Final = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_LEFT: Final = frozenset({"L"})
_RIGHT: Final = frozenset({"R", "AL"})


def isolate(text: str, language: str) -> str:
    """`text` for a sentence in `language`: isolated, unless all of its letters run the way of the sentence.

    What it brings of directional controls is left out: it could turn the rest of the sentence round.
    """
    bare = text.translate(_CONTROLS)
    directions = {unicodedata.bidirectional(letter) for letter in bare}
    is_right = language.partition("-")[0] in RIGHT_TO_LEFT
    own, other = (_RIGHT, _LEFT) if is_right else (_LEFT, _RIGHT)
    agrees = not directions & other and (not is_right or bool(directions & own))
    return bare if agrees or not bare else f"{OPEN}{bare}{CLOSE}"
