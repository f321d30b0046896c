"""Digests for executives: who gets a digest and when, what it says, and how it is kept as it was sent."""
