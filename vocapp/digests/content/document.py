"""Every sentence of a digest, in the language of the current reader. Pure.

HTML and plain text use the same sentences. A change is worded by its test: up, down, or no detectable change.
"""

from msgspec import Struct

from vocapp.digests.content import digest_sentences, labels
from vocapp.digests.content.headline import choose_opening, rank
from vocapp.digests.content.types import DigestData, MeasureComparison, Quote
from vocapp.digests.periods import Frequency
from vocapp.metrics.change import FigureChange
from vocapp.metrics.figure import Unit
from vocapp.ui.formatting import number
from vocapp.ui.reader import gettext


class DigestLine(Struct, frozen=True, kw_only=True):
    """One measure: `value`, interval `span` and `n`; or why there is no value. `tone`: good, bad or ""."""

    name: str
    meaning: str
    value: str
    span: str
    n: str
    change: str
    tone: str = ""


class DigestText(Struct, frozen=True, kw_only=True):
    """A digest in words. `days` is empty where the title names them."""

    title: str
    days: str
    headline: str
    opening: str
    preview: str
    lines: tuple[DigestLine, ...]
    invitations: tuple[str, ...]
    cases: tuple[str, ...]
    themes: tuple[str, ...]
    low: tuple[Quote, ...]
    high: tuple[Quote, ...]
    limits: tuple[str, ...]
    restated: tuple[str, ...]
    scope: str


def write_digest(data: DigestData) -> DigestText:
    """Puts the data into words."""
    days, is_week = labels.days(data.since, data.until), data.every is Frequency.WEEK
    first = choose_opening(data)
    invitations = tuple(digest_sentences.invitation_sentences(data))
    cases = tuple(digest_sentences.case_sentences(data.cases))
    return DigestText(
        title=labels.week(data.since) if is_week else days,
        days=days if is_week else "",
        headline=digest_sentences.headline(first, data),
        opening=digest_sentences.opening_sentence(first, data),
        preview=" ".join((*cases[:1], *invitations[:1])),
        lines=tuple(_line(each) for each in sorted(data.measures, key=rank) if _is_shown(each)),
        invitations=invitations,
        cases=cases,
        themes=tuple(digest_sentences.theme_sentences(data)),
        low=data.low,
        high=data.high,
        limits=tuple(digest_sentences.limit_sentences(data)),
        restated=tuple(digest_sentences.restated_sentence(each, data) for each in data.restated),
        scope=", ".join(data.scope_names),
    )


def _is_shown(each: MeasureComparison) -> bool:
    return each.now.n > 0 and each.now.shown != "hidden"


def _line(each: MeasureComparison) -> DigestLine:
    figure = each.now.figure
    return DigestLine(
        name=labels.name(each.measure),
        meaning=labels.meaning(each.measure),
        value=labels.value(figure) if figure else labels.no_figure_reason(each.now),
        span=labels.interval(figure) if figure else "",
        n=number(each.now.n),
        change=_change(each) if figure else "",
        tone=change_tone(each),
    )


def _change(each: MeasureComparison) -> str:
    """The change, with the figure before; or the reason why there is no comparison."""
    change, before = each.change, each.before.figure
    if not each.is_comparable:
        return gettext("the question has changed: not compared")
    if change is None or before is None:
        return gettext("before: %(why)s") % {"why": labels.no_figure_reason(each.before)}
    values = {"before": labels.with_interval(before), **_size(change, before.unit)}
    if change.verdict == "up":
        return gettext("▲ up by %(size)s (%(span)s) from %(before)s") % values
    if change.verdict == "down":
        return gettext("▼ down by %(size)s (%(span)s) from %(before)s") % values
    return gettext("no detectable change from %(before)s") % values


def _size(change: FigureChange, unit: Unit) -> dict[str, str]:
    low, high = sorted((abs(change.low), abs(change.high)))
    return {
        "size": labels.format_difference(abs(change.difference), unit),
        "span": labels.format_range(low, high, unit),
    }


def change_tone(each: MeasureComparison) -> str:
    """Whether the change is good or bad for customers; "" without a change."""
    change = each.change
    if change is None or change.verdict == "no detectable change":
        return ""
    is_less_better = each.measure.metric in labels.LESS_IS_BETTER
    return "good" if (change.verdict == "up") is not is_less_better else "bad"
