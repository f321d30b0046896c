"""The country table can be reviewed; countries that it does not list need consent."""

from vocapp.customers.country_law import basis_for, countries
from vocapp.customers.types import Basis, Purpose, WritingChannel

EMAIL, SURVEY = WritingChannel.EMAIL, Purpose.SURVEY


def test_every_row_can_be_reviewed() -> None:
    assert len(countries()) >= 15
    for code, rule in countries().items():
        assert len(code) == 2
        assert code.isupper()
        assert len(rule.note) > 20
        assert len(rule.source) > 10
        assert rule.reviewed.year >= 2026


def test_existing_customers_may_be_invited_by_mail_where_the_law_allows_it() -> None:
    assert basis_for("US", EMAIL, SURVEY) is Basis.LEGITIMATE_INTEREST
    assert basis_for("GB", EMAIL, SURVEY) is Basis.EXISTING_CUSTOMER


def test_elsewhere_they_must_have_agreed() -> None:
    assert basis_for("DE", EMAIL, SURVEY) is None
    assert basis_for("AE", EMAIL, SURVEY) is None
    assert basis_for(None, EMAIL, SURVEY) is None
    assert basis_for("US", EMAIL, Purpose.MARKETING) is None
    assert basis_for("US", WritingChannel.SMS, SURVEY) is None
