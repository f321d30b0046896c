"""The feature of the audit log: its page and its check."""

from vocapp.audit.pages import PATH, audit_page
from vocapp.audit.verify import findings
from vocapp.feature import Feature, MenuEntry, Registry
from vocapp.http.access import Role
from vocapp.ui.reader import mark


def feature(_: Registry) -> Feature:
    """Returns the feature; its page is for administrators."""
    return Feature(
        name="audit",
        routes=(audit_page,),
        doctor=(findings,),
        menu=(MenuEntry(mark("Audit log"), PATH, order=95, roles=frozenset({Role.ADMIN})),),
    )
