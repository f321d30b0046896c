"""Customers: identities, merging, attributes, outcomes, permissions."""
