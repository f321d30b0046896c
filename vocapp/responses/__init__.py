"""Responses of customers on the survey page."""
