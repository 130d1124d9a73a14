"""Methods of the registry with work of their own."""
