"""The documentation, and the script that writes those parts of it that the code knows better."""
