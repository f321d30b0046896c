"""Studio: programmes, brands, surveys as conversations, test invitations, imports and first steps in the browser."""
