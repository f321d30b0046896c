"""Metrics, their intervals, tests of change, and the privacy floor. Pure."""
