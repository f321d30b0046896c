"""Channels: how a message is composed for each, and how what comes back is parsed. Pure."""
