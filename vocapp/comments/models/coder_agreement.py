"""Agreement of coders: how many comments people corrected, and how far they agree with each other and the model."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from vocapp.database import DB
from vocapp.http.access import Actor, visible
from vocapp.metrics.figure import Figure
from vocapp.metrics.krippendorff_alpha import Agreement, agreement
from vocapp.metrics.wilson import share
from vocapp.nlp.types import LABELS

_LABELS: Final = """
SELECT l.verbatim_id, l.coder_id, l.label, l.themes IS NOT NULL AS has_themes, l.at, v.label AS machine
FROM verbatim_label l JOIN verbatim v ON v.id = l.verbatim_id
WHERE l.text_digest = v.text_digest AND NOT v.is_test AND {visible} ORDER BY l.at"""
_NAMES: Final = "SELECT id, name FROM staff_user WHERE id = ANY($1::uuid[])"


class Coder(Struct, frozen=True):
    """How many comments one person corrected: their tones, their themes."""

    name: str
    tones: int
    themes: int


class CoderReport(Struct, frozen=True):
    """Coders, their agreement on the tone, and the agreement of the model with them.

    `machine`: counts of comments by the tone of the last coder and of the model (None: no tone).
    """

    coders: list[Coder]
    agreement: Agreement | None
    coded_twice: int
    machine: Mapping[tuple[str, str | None], int]
    right: Figure | None


async def load_coder_report(actor: Actor) -> CoderReport:
    """The report on all corrections of comments that `actor` may see."""
    seen = visible(actor, "verbatim", "v")
    rows = await DB.fetch(_LABELS.format(visible=seen.sql), *seen.values)
    labels_by_comment: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        if row["label"] is not None:
            labels_by_comment[row["verbatim_id"]].append(row["label"])
    machine = _machine(rows)
    judged = {pair: count for pair, count in machine.items() if pair[1] is not None}
    return CoderReport(
        coders=await _coders(rows),
        agreement=agreement(list(labels_by_comment.values())),
        coded_twice=sum(len(labels) > 1 for labels in labels_by_comment.values()),
        machine=machine,
        right=share(sum(judged.get((label, label), 0) for label in LABELS), sum(judged.values())),
    )


def _machine(rows: Sequence[asyncpg.Record]) -> Mapping[tuple[str, str | None], int]:
    last = {row["verbatim_id"]: (row["label"], row["machine"]) for row in rows if row["label"] is not None}
    return Counter(last.values())


async def _coders(rows: Sequence[asyncpg.Record]) -> list[Coder]:
    tones = Counter(row["coder_id"] for row in rows if row["label"] is not None)
    themes = Counter(row["coder_id"] for row in rows if row["has_themes"])
    names = await DB.fetch(_NAMES, list(tones | themes))
    coders = [Coder(row["name"], tones[row["id"]], themes[row["id"]]) for row in names]
    return sorted(coders, key=lambda coder: (-coder.tones - coder.themes, coder.name))
