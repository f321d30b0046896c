"""Contacts: one interaction with a customer, recorded once; intake and imports."""
