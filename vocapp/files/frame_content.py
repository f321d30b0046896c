"""Frames of pandas as columns and rows for the writers of CSV and XLSX, which keep cells from becoming formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pandas import DataFrame

    from vocapp.files.write_xlsx import SheetContent

COUNT: Final = "Int64"
"""The type of columns of counts: whole numbers, of which some are missing. Otherwise pandas makes them 7.0."""


def frame_content(frame: DataFrame) -> SheetContent:
    """The columns and rows of a frame without its index. What is missing (NaN, NA, NaT, None) is None.

    Numbers become those of Python, since a writer prints NumPy's in its own way ("np.float64(1.5)").
    """
    cells = frame.astype(object).where(frame.notna(), None)
    return [str(name) for name in frame.columns], list(cells.itertuples(index=False, name=None))
