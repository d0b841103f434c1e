"""People who sign in, their roles and sessions, and the tokens of other programs."""
