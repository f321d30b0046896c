"""The sentences of a digest. Each number in them has its interval and n, or is a plain count."""

from collections.abc import Iterator
from typing import Final

from vocapp.digests.content import labels
from vocapp.digests.content.headline import Opening, rank
from vocapp.digests.content.power_notes import UndetectableChange, undetectable_change
from vocapp.digests.content.types import CaseSummary, DigestData, InvitationSummary, MeasureComparison, Restatement
from vocapp.digests.periods import Frequency
from vocapp.rollups.labels import sample_size
from vocapp.ui.formatting import number
from vocapp.ui.reader import gettext, ngettext

MOST_UNDETECTABLE: Final = 3


def headline(found: Opening, data: DigestData) -> str:
    """The opening sentence in a few words, for the subject line."""
    overdue = data.cases.overdue
    if found.kind == "moved" and found.measured is not None:
        what = _verdict(found.measured) % {"subject": labels.subject(found.measured.measure)}
        part = found.measured.title
        return f"{what} ({part})" if part else what
    if found.kind == "overdue":
        return ngettext("%(n)s case is overdue", "%(n)s cases are overdue", overdue) % {"n": number(overdue)}
    return {
        "steady": gettext("no detectable change"),
        "new": gettext("first answers"),
        "few": gettext("too few answers"),
    }.get(found.kind, gettext("no answers"))


def opening_sentence(found: Opening, data: DigestData) -> str:
    """The first sentence of the digest."""
    measured, week = found.measured, data.every is Frequency.WEEK
    if found.kind == "few":
        return gettext("Too few customers answered to report a score.")
    if measured is None or measured.now.figure is None:
        text = gettext("No customer answered in this week.") if week else gettext("No customer answered in this month.")
        return f"{_overdue(data.cases)} {text}" if found.kind == "overdue" else text
    now = {"subject": labels.subject(measured.measure), "now": labels.with_interval(measured.now.figure)}
    if found.kind == "moved":
        return _change_sentence(measured, data.every)
    if found.kind == "overdue":
        return f"{_overdue(data.cases)} {gettext('%(subject)s: %(now)s.') % now}"
    if found.kind == "new":
        return gettext("%(subject)s is %(now)s. There is no earlier period to compare it with yet.") % now
    return gettext("No number changed detectably. %(subject)s is %(now)s.") % now


def _change_sentence(measured: MeasureComparison, every: Frequency) -> str:
    what = _verdict(measured) % {"subject": labels.subject(measured.measure)}
    now, then = (
        labels.with_interval(known.figure) if known.figure else "" for known in (measured.now, measured.before)
    )
    before = f"{labels.previous_period(every)} {then}"
    return f"{measured.title}: {what}, {now}; {before}." if measured.title else f"{what}: {now}; {before}."


def _verdict(measured: MeasureComparison) -> str:
    change = measured.change
    return gettext("%(subject)s is up") if change and change.verdict == "up" else gettext("%(subject)s is down")


def _overdue(cases: CaseSummary) -> str:
    values = {"overdue": number(cases.overdue), "open": number(cases.open)}
    found = ngettext(
        "%(overdue)s of %(open)s open cases is overdue.",
        "%(overdue)s of %(open)s open cases are overdue.",
        cases.overdue,
    )
    return found % values


def invitation_sentences(data: DigestData) -> Iterator[str]:
    """Invitations, coverage and response rate."""
    now, closed = data.invitations, data.newest_closed
    if now.shown == "hidden":
        yield gettext("The numbers of so few contacts are hidden to protect anonymity.")
        return
    if not now.contacts:
        yield gettext("There were no contacts.")
        return
    values = {"contacts": number(now.contacts), "eligible": number(now.eligible), "invited": number(now.invited)}
    if now.coverage is None:
        yield gettext("Contacts: %(contacts)s, none of them eligible for a survey.") % values
    else:
        yield gettext("Invitations: %(invited)s for %(eligible)s eligible contacts; coverage %(coverage)s.") % (
            values | {"coverage": labels.with_interval(now.coverage)}
        )
    if now.response_rate is not None:
        yield _response_rate(now, labels.with_interval(now.response_rate))
    if closed and closed.response_rate and closed.since != now.since:
        yield gettext("Last closed period, %(days)s: response rate %(rate)s.") % {
            "days": labels.days(closed.since, closed.until),
            "rate": labels.with_interval(closed.response_rate),
        }


def _response_rate(now: InvitationSummary, rate: str) -> str:
    if now.open_day is None:
        return gettext("Response rate: %(rate)s.") % {"rate": rate}
    values = {"rate": rate, "day": number(now.open_day.day), "of": number(now.open_day.of)}
    return gettext("Response rate so far: %(rate)s; still open, day %(day)s of %(of)s.") % values


def theme_sentences(data: DigestData) -> Iterator[str]:
    """Themes that customers write more or less about."""
    for each in data.themes:
        before = f"{labels.previous_period(data.every)} {labels.with_interval(each.before)}"
        values = {"theme": each.title, "now": labels.with_interval(each.now), "before": before}
        if each.verdict == "up":
            yield gettext("Customers write more about %(theme)s: in %(now)s of the comments; %(before)s.") % values
        else:
            yield gettext("Customers write less about %(theme)s: in %(now)s of the comments; %(before)s.") % values


def case_sentences(cases: CaseSummary) -> Iterator[str]:
    """Open and overdue cases; the cases opened in the period and what became of them."""
    numbers = ("opened", "closed", "confirmed", "denied", "open", "overdue")
    values = {name: number(getattr(cases, name)) for name in numbers}
    if "hidden" in (cases.shown, cases.backlog_shown):
        yield gettext("Numbers of few cases are hidden to protect anonymity.")
    elif not any(getattr(cases, name) for name in numbers):
        yield gettext("No case is open, and none was opened in this period.")
        return
    if cases.backlog_shown != "hidden":
        yield gettext("Open cases: %(open)s; overdue: %(overdue)s.") % values
    if cases.shown == "hidden":
        return
    yield (
        gettext(
            "Opened in this period: %(opened)s; closed since: %(closed)s; confirmed as solved by the customer: "
            "%(confirmed)s; not solved: %(denied)s."
        )
        % values
    )
    shares = {
        gettext("Resolved in time: %(share)s."): cases.in_time,
        gettext("Confirmed of closed cases: %(share)s."): cases.recovery,
    }
    if sentences := [text % {"share": labels.with_interval(figure)} for text, figure in shares.items() if figure]:
        yield " ".join(sentences)


def limit_sentences(data: DigestData) -> Iterator[str]:
    """The limits of the numbers: undetectable changes, small groups, unread comments, the number of tests."""
    undetectable = [found for each in sorted(data.measures, key=rank) if (found := undetectable_change(each))]
    if undetectable:
        yield gettext("Changes too small to detect: %(which)s.") % {
            "which": "; ".join(_undetectable(each) for each in undetectable[:MOST_UNDETECTABLE])
        }
    yield from _small_groups(data)
    if unread := data.unread:
        text = ngettext(
            "%(n)s comment has not been analysed yet.", "%(n)s comments have not been analysed yet.", unread
        )
        yield text % {"n": number(unread)}
    tests = sum(1 for each in (*data.measures, *data.groups) if each.change)
    if tests > 1:
        yield gettext(
            "%(n)s comparisons were tested. Even when nothing changes, 1 in 20 looks like a change by chance; "
            "the first sentence corrects for this."
        ) % {"n": number(tests)}


def _undetectable(found: UndetectableChange) -> str:
    unit = found.measured.now.figure.unit if found.measured.now.figure else "percent"
    return gettext("%(name)s below %(smallest)s (to detect %(wanted)s, each period needs %(needed)s answers)") % {
        "name": labels.name(found.measured.measure),
        "smallest": labels.format_difference(found.smallest, unit),
        "wanted": labels.format_difference(found.wanted, unit),
        "needed": number(found.needed),
    }


def _small_groups(data: DigestData) -> Iterator[str]:
    """The groups with too few answers; hidden groups are not named."""
    measures = {each.measure.key for each in data.groups}
    few = [each for each in data.groups if each.now.shown == "too few" and each.now.n]
    first_of = {each.key: each for each in few}.values() if len(measures) == 1 else few
    if first_of:
        named = ", ".join(f"{each.title} ({sample_size(each.now.n)})" for each in first_of)
        yield gettext("Too few answers: %(parts)s.") % {"parts": named}
    if any(each.now.shown == "hidden" for each in (*data.measures, *data.groups)):
        yield gettext("Groups with very few answers are hidden to protect anonymity.")


def restated_sentence(found: Restatement, data: DigestData) -> str:
    """A figure that is different today from what the last digest reported."""
    return gettext("%(name)s, %(days)s: now %(now)s; first reported: %(was)s.") % {
        "name": labels.name(found.measure),
        "days": labels.days(data.before_since, data.before_until),
        "now": labels.with_interval(found.now),
        "was": labels.with_interval(found.was),
    }
