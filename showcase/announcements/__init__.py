"""Messages to many parties at once: what they say in each language, whom they reach, what became of them."""
