"""Two tiny services on the real bus, for tests of the machinery alone: one counts, one mirrors the counts."""
