"""The demonstration: a fictional company, its customers, and a working day of contacts on a database of its own."""
