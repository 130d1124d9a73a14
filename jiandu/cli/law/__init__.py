"""./run law: the regulations as they are encoded, and what follows from them."""
