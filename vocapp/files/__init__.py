"""Safe files in and out: CSV, XLSX and NDJSON."""
