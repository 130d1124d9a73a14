"""`./run vault`: the keys under which complainants are sealed."""
