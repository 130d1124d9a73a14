"""The wire of the supervision service."""
