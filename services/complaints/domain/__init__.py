"""What a complaint is and may become; no input, no output, no clock read."""
