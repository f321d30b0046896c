"""How a message leaves the building and comes back."""
