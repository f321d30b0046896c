"""Recording contacts, once each, with their customers, and owing a decision about every new one."""

from collections.abc import Sequence

from vocapp.contacts.event import ContactIn
from vocapp.contacts.recorded import Recorded
from vocapp.edge.access import Actor


async def record(rows: Sequence[ContactIn], *, is_test: bool, actor: Actor) -> list[Recorded]:
    """Record `rows`, any number; one outcome each, in their order. All or nothing for each thousand.

    Whatever is wrong with a row is in its outcome and stops no other row. Call `wake("decide")` afterwards.
    """
    raise NotImplementedError
