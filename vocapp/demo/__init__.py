"""Demonstration: a fictional company with customers and contacts, in a database of its own."""
