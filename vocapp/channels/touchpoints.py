"""Touchpoints: the points of the customer's journey at which contacts happen."""

from enum import StrEnum


class Touchpoint(StrEnum):
    """Touchpoint of a contact, as programmes distinguish them."""

    SALES_WON = "sales_won"
    SALES_LOST = "sales_lost"
    MARKETING = "marketing"
    SELF_SERVICE = "self_service"
    ONBOARDING = "onboarding"
    ACCOUNT = "account"
    BILLING = "billing"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    SUPPORT = "support"
    COMPLAINT = "complaint"
    COLLECTION = "collection"
    RENEWAL = "renewal"
    CANCELLATION = "cancellation"
    OTHER = "other"
