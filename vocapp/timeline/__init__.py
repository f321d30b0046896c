"""What happened, in order: one contact with its decision, ask, messages and answers."""
