"""Histogram cells of answers, asks and cases, how they are read, and the dashboards."""
