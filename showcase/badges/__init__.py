"""What is handed to guests at the door: badges, and the gifts and books of each household."""
