"""Histogram cells of answers, invitations and cases: how they are counted and how they are read."""
