"""What the registry knows and how it changes; no input, no output, no clock read."""
