"""The deployable services; they meet on the bus and never import one another."""
