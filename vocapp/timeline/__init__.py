"""The pages of contacts and customers: what happened, in order, on every channel."""
