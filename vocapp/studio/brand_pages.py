"""`/app/brands`: the brands that customers see."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from vocapp.catalogue import published
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.ui.page_response import AnyRequest, staff_page

PATH: Final = "/app/brands"
READERS: Final = staff(Role.LEAD, Role.ANALYST)


async def company_names() -> list[str]:
    """The names of the company and of its brands; none before they are published."""
    try:
        company = await published.company()
    except published.NotPublishedError:
        return []
    return [company.name, *(look.brand.name for look in await published.brands())]


@get(PATH, opt=READERS.opt)
async def brands_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Every brand as customers see it."""
    return staff_page(
        request,
        registry,
        "studio/brands.html",
        looks=await published.brands(),
        spoken=actor_of(request).language,
        origin=registry.settings.origin,
    )
