"""Projects that look for partners."""
