"""Text analysis of comments: language, redaction, sentiment, themes, urgency, and training of models."""
