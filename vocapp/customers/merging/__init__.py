"""Merging: customers who are one person stand together, and can be separated again."""
