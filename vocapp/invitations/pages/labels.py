"""Labels of the outcomes and rules of decisions."""

from typing import Final

from vocapp.ui.reader import mark

OUTCOMES: Final = {
    "invited": mark("invited"),
    "suppressed": mark("suppressed"),
    "deferred": mark("deferred"),
    "ineligible": mark("ineligible"),
    "failed": mark("failed"),
}
LOOKS: Final = {"invited": "good", "suppressed": "warning", "failed": "bad"}
RULES: Final = {
    "test customer": mark("a test customer"),
    "staff": mark("works here"),
    "self-rating": mark("handled the contact themselves"),
    "no programme": mark("no programme fits"),
    "not over": mark("not over yet"),
    "no address": mark("no address for the channel"),
    "address not named": mark("the address is not from this contact, and no trusted source confirmed it"),
    "opted out": mark("opted out"),
    "address bounced": mark("the address bounced"),
    "no basis": mark("no legal basis to write"),
    "too old": mark("too old"),
    "not sampled": mark("not in the sample"),
    "customer cap": mark("asked recently"),
    "programme cap": mark("asked recently by this programme"),
    "once per issue": mark("asked about this issue before"),
    "reserved": mark("reserved for rarer events"),
    "open case": mark("open case"),
    "no time": mark("no allowed hour before it is too old"),
    "not published": mark("nothing is published yet"),
    "unknown brand": mark("the brand is not published"),
}


def rule_label(rule: str | None) -> str:
    """The label of a rule; anything else, such as the type of a failure, unchanged."""
    return RULES.get(rule or "", rule or "")
