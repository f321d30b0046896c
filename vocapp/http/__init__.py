"""What every request passes: access, limits, problems, headers, addresses of clients."""
