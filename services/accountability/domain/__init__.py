"""What an accountability case is and may become; no input, no output, no clock read."""
