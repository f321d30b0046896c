"""`/app/settings/permissions`: countries whose law allows surveys without consent, with the sources."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from piccolo.query.functions import Count

from vocapp.customers.country_law import countries
from vocapp.customers.tables import Customer
from vocapp.feature import Registry
from vocapp.http.access import Role, staff
from vocapp.ui.page_response import AnyRequest, staff_page

PATH: Final = "/app/settings/permissions"
READERS: Final = staff(Role.LEAD, Role.ANALYST, Role.ADMIN)


@get(PATH, opt=READERS.opt)
async def permissions_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The country table with its sources, and the number of customers of each row."""
    counts = Customer.select(Customer.country, Count(alias="customers")).group_by(Customer.country)
    rows = await counts.where(Customer.merged_into.is_null(), Customer.is_test.eq(False))
    customers = {row["country"]: row["customers"] for row in rows}
    table = countries()
    return staff_page(
        request,
        registry,
        "studio/permissions.html",
        rows=sorted(table.items()),
        customers=customers,
        elsewhere=sum(number for country, number in customers.items() if country not in table),
    )
