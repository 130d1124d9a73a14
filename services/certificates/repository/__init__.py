"""Where the registry lies: bodies, officers with their certificates, acts, coverages, and the status list."""
