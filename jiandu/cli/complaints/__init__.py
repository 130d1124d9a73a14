"""./run complaints: figures and circulars of a running system."""
