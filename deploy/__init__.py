"""What installing Jiandu needs besides its code."""
