"""The broker's definitions, generated from what the services declare."""
