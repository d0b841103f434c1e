"""The organisers' list of guests: who comes, found by anything known of them, and what is done to many at once."""
