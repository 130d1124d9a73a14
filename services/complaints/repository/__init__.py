"""Where complaints lie, and, apart from them and sealed, who complained."""
