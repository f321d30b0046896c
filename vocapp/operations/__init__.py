"""Health, doctor, backup and the pages of the operator."""
