"""What ./run starts on a bare machine: packages, broker, store, and the supervisor that keeps them running."""
