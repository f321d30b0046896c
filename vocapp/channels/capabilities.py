"""Capabilities of a channel. The shared decisions (typed number, link, fallback) are made from these alone."""

from enum import StrEnum

from msgspec import Struct


class Style(StrEnum):
    """The presentation of a survey: as a link to a page, in turns, or as a whole document."""

    PAGE = "page"
    TURN = "turn"
    DOCUMENT = "document"


class Capabilities(Struct, frozen=True, kw_only=True):
    """Limits of a channel; None means no limit."""

    can_initiate: bool
    reply_window_hours: int | None = None
    template_outside_window: bool = False
    max_characters: int | None = None
    charset: str = "utf-8"
    max_choices: int | None = None
    max_label: int | None = None
    max_questions: int | None = None
    choice_input: str = "tap"  # tap, digit or mark
    free_text: bool = True
    languages: tuple[str, ...] = ()  # empty: every language
    identity: str = "none"  # kind of customer identity it is addressed by
    opt_out_words: bool = False  # whether a reply can be an opt-out by its words alone
    quiet_hours: bool = True
    receipts: bool = False  # whether a delivery report comes back
    price: float = 0.0  # of one message, in the company's currency
