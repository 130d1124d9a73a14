"""Aggregates as single documents: one command, one atomic write."""
