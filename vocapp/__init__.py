"""vocapp: after every contact, on the channel where it happened, ask the customer a short survey, never too often."""

__version__ = "0.1.0"
