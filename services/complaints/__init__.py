"""Complaints and reports (投诉举报) about administrative enforcement."""
