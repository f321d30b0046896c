"""`vocapp explain identity`: what an address or number is stored as, or why it cannot be used."""

import json

import click

from vocapp.customers.normalise_identity import IdentityError, normalise_identity
from vocapp.customers.types import IdentityKind
from vocapp.http.fault_texts import format_faults


@click.command(name="identity")
@click.argument("kind", type=click.Choice([kind.value for kind in IdentityKind]))
@click.argument("value")
@click.option("--country", help="the customer's country, for national phone numbers: DE, GB, …")
def explain_identity(kind: str, value: str, country: str | None) -> None:
    """What VALUE is stored as: {"value"}; or {"refused"} with the reason."""
    try:
        explained = {"value": normalise_identity(IdentityKind(kind), value, country)}
    except IdentityError as failure:
        explained = {"refused": format_faults(failure.about(value))}
    click.echo(json.dumps(explained, ensure_ascii=False))
