"""Who works here: users, roles, units, sessions and API keys."""
