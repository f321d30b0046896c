"""Who the customer is: identities, merging, attributes, outcomes, permissions."""
