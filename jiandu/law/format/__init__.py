"""How a text is written down: the words a pack may use, the format of its file, and the reading of it."""
