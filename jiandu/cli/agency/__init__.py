"""`./run agency`: those who subscribe."""
