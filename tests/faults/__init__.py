"""What happens to real traffic over the four services when things are killed, frozen and restarted under it."""
