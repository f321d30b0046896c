"""The steps of every request: access, limits, problems, headers, addresses of clients."""
