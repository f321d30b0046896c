"""Hearing answers: the survey page."""
