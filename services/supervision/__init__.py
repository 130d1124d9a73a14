"""Supervision of administrative enforcement (行政执法监督): cases, notices, decisions."""
