"""Surveys: what a survey asks, and the path through it. Pure; the answers are the whole state."""
