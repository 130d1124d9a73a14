"""Methods of the complaints service with work of their own: what is entrusted, handed in, looked at, counted."""
