"""Response rates by the Standard Definitions of AAPOR, coverage and suppression."""

from collections.abc import Mapping

from msgspec import Struct

from vocapp.metrics.figure import Figure
from vocapp.metrics.wilson import share


class Dispositions(Struct, frozen=True, kw_only=True):
    """Counts of invitations by disposition; each invitation has one. Letters as in the definitions of AAPOR."""

    complete: int = 0  # I
    partial: int = 0  # P
    refused: int = 0  # R: declined, or said stop
    noncontact: int = 0  # NC: bounced, undelivered
    other: int = 0  # O: somebody else, another language
    unknown: int = 0  # U: sent, and nothing known

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "Dispositions":
        """From names and counts; a name that is missing counts 0."""
        return cls(**{name: counts.get(name, 0) for name in cls.__struct_fields__})

    @property
    def invitations(self) -> int:
        """All of them."""
        return self.complete + self.partial + self.refused + self.noncontact + self.other + self.unknown

    @property
    def starts(self) -> int:
        """The number of customers who began to answer."""
        return self.complete + self.partial


def rr1(d: Dispositions) -> Figure | None:
    """Response rate 1: I / ((I + P) + (R + NC + O) + U), in percent; None without invitations."""
    return share(d.complete, d.invitations)


def rr2(d: Dispositions) -> Figure | None:
    """Response rate 2: (I + P) / the same."""
    return share(d.starts, d.invitations)


def coop1(d: Dispositions) -> Figure | None:
    """Cooperation rate 1: I / ((I + P) + R + O), of those who were reached."""
    return share(d.complete, d.starts + d.refused + d.other)


def completion(d: Dispositions) -> Figure | None:
    """Completes of those who began."""
    return share(d.complete, d.starts)


def break_off(d: Dispositions) -> Figure | None:
    """Those who began and left it unfinished, of those who began."""
    return share(d.partial, d.starts)


def coverage(invited: int, eligible: int) -> Figure | None:
    """The share of eligible contacts that were invited; reveals units that leave customers out."""
    return share(invited, eligible)


def suppression(by_rule: Mapping[str, int], eligible: int) -> dict[str, Figure | None]:
    """The share of eligible contacts that each rule suppressed."""
    return {rule: share(count, eligible) for rule, count in by_rule.items()}
