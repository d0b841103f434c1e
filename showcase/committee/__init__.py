"""The organising committee of an event: its sub-committees, who is in them, and whom they escort."""
