"""Child processes that answer requests: their messages, their life from the parent's side, their loop."""
