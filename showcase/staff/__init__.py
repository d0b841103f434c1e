"""The console's home and navigation."""
