"""What a verbatim says: sentiment, themes, language, redaction, learning."""
