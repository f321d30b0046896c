"""Cases: the follow-up on responses that need a person, from triage to the customer's answer to the recovery check."""
