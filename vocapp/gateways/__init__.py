"""Gateways: they deliver a composed message."""
