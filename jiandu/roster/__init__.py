"""A roster (花名册) as a body keeps it: read, checked, sent to the registry, and held against it."""
