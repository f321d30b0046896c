"""Published survey versions, programmes, brands and company settings."""
