"""Metrics of opened score links, for operators: link scanners open every link."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter

CLICKS: Final = CollectorRegistry(auto_describe=False)
UNCONFIRMED: Final = Counter(
    "vocapp_unconfirmed_clicks",
    "Score links of a mail that were opened; an answer only if a person then sends it.",
    registry=CLICKS,
)
TRAPPED: Final = Counter(
    "vocapp_trapped_clicks", "Visits of the link that no person sees: link scanners.", registry=CLICKS
)
