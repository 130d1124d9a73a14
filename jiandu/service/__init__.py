"""What every service is made of: entrypoints, aggregates, sweeps, and the processes that serve them (nameko)."""
