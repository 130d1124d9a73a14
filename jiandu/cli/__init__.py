"""The commands behind ./run. Each is a click command in a module of its own; commands.py lists them."""
