"""Accountability (责任追究): measures against officers, and the duty to refer."""
