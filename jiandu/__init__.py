"""The library every Jiandu service stands on; it knows no service and no agency."""
