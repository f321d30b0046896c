"""The wording of the trends of themes. A statistical test gives each verdict."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from vocapp.dashboards.theme_changes import ThemePeriod, ThemeReport, ThemeRow
from vocapp.metrics.change import Verdict
from vocapp.rollups import labels
from vocapp.ui.formatting import number
from vocapp.ui.reader import gettext, ngettext

MOST_NAMED: Final = 4
LEAST_READ: Final = 0.05


def headline(found: ThemeReport, title: Callable[[str], str]) -> str:
    """One sentence: what customers write more about, and what less."""
    if found.shown != "yes":
        return gettext("Too few comments to say anything yet.")
    if found.compared is None:
        return gettext("No comparison: these themes are of this period only.")
    moved: dict[Verdict, str] = {
        "up": gettext("Customers write more about %(themes)s."),
        "down": gettext("Customers write less about %(themes)s."),
    }
    named = {verdict: [title(line.theme) for line in found.lines if line.verdict == verdict] for verdict in moved}
    said = [text % {"themes": _listed(named[verdict])} for verdict, text in moved.items() if named[verdict]]
    return " ".join(said) or gettext("No detectable change in what customers write about.")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(num)s more", "%(names)s and %(num)s more", more) % {"names": shown, "num": more}


def sparkline_alt(line: ThemeRow, found: ThemeReport) -> str:
    """The text alternative of the sparkline of a theme."""
    told = (f"{labels.period_title(one.first, found.by)}: {_share(one)}" for one in line.periods)
    return gettext("Share of comments: %(periods)s") % {"periods": "; ".join(told)}


def _share(one: ThemePeriod) -> str:
    return "–" if one.share is None else labels.value(one.share)


def list_limits(found: ThemeReport) -> list[str]:
    """The limits of these numbers, each a sentence."""
    return list(_limits(found))


def _limits(found: ThemeReport) -> Iterator[str]:
    if found.shown != "yes":
        return
    if found.before is not None and found.compared is None:
        yield gettext("There were too few comments before to compare with.")
    if found.compared is not None:
        yield gettext("All themes are tested together: if nothing changed, 19 of 20 such pages show no change.")
        if found.smallest is not None:
            yield gettext(
                "With this many comments, a theme in 5 of 100 comments must change by about %(points)s points to be "
                "detected."
            ) % {"points": number(found.smallest, 1)}
        yield gettext("The cause of a change is not shown: other surveys or channels bring other comments.")
    if found.is_read_otherwise:
        yield gettext(
            "Other models or themes analysed the earlier comments, which may explain some changes. Rescore them on "
            "the Model page."
        )
    unread = 0 if found.rules.hides(found.now.unread) else found.now.unread
    if unread > LEAST_READ * (unread + found.now.comments):
        yield ngettext(
            "%(n)s comment could not be analysed and is left out.",
            "%(n)s comments could not be analysed and are left out.",
            unread,
        ) % {"n": number(unread)}
    if found.hidden:
        yield gettext("Themes that very few people mentioned are hidden to protect anonymity.")
    if found.is_withheld:
        yield gettext("Comments of some periods are hidden to protect anonymity.")
