"""Choice of the brand of an invitation. Pure."""

from vocapp.catalogue.brand import BrandLook
from vocapp.catalogue.programme import Programme
from vocapp.catalogue.snapshot import CatalogueSnapshot


def choose(
    catalogue: CatalogueSnapshot, programme: Programme, named: str | None, line: str | None, country: str | None
) -> BrandLook | None:
    """The programme's brand, else the one the contact names, else that of its line and country, else the company's.

    None if that brand is not published: an invitation is never sent in the name of another brand.
    """
    meant = programme.brand or named
    if meant:
        return catalogue.brand_by_slug.get(meant)
    fitting = (look for look in catalogue.brands if _fits(look, line, country))
    return next(fitting, catalogue.brand_by_slug.get(catalogue.company.brand))


def _fits(look: BrandLook, line: str | None, country: str | None) -> bool:
    """Whether the brand is the one for this line and country; it must name at least one of the two."""
    lines, countries = look.brand.lines, look.brand.countries
    return bool(lines or countries) and (not lines or line in lines) and (not countries or country in countries)
