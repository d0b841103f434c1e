"""The way of a printed issue to its readers: licence, printing house, legal deposit, release, and who gets copies."""
