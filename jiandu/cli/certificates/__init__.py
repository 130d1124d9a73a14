"""./run certificates: the registry of a running system, from the command line."""
