"""Gates, devices and scans: receiving the guests."""
