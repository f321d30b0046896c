"""The floor in figures of few, and in the periods of a theme. Pure. Groups of a slice: see `withheld_groups`."""

from collections.abc import Mapping

from vocapp.metrics.figure import Figure


def groups_to_hide(sizes: Mapping[str, int], least: int) -> set[str]:
    """The groups of a whole to hide: those under `least`, and the next smallest until the hidden ones come to `least`.

    So no subtraction from the whole tells the size of a group under `least`. None is hidden where all have `least`.
    """
    hidden = {key for key, n in sizes.items() if n < least}
    for key, _ in sorted(sizes.items(), key=lambda item: (item[1], item[0])):
        if hidden and sum(sizes[one] for one in hidden) < least:
            hidden.add(key)
    return hidden


def figure_if_enough(figure: Figure | None, least: int) -> Figure | None:
    """The figure, or None where it rests on fewer than `least`."""
    return figure if figure is not None and figure.n >= least else None
