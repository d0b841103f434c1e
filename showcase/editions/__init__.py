"""The host, its editions and the dated tree of units."""
