"""Messages: queued, sent at most once, and what comes back about them."""
