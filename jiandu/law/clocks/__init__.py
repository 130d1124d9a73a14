"""Limits that run: the days that count, one computation of a due date, and the account of it."""
