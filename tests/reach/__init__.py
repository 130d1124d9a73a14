"""How far, how fast and how surely a revocation reaches many agencies."""
