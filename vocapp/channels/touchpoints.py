"""At which point of the customer's journey did the contact take place?"""

from enum import StrEnum


class Touchpoint(StrEnum):
    """What a contact was about, as far as programmes tell them apart."""

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
