"""Staff: users, roles, units, sessions and API keys."""
