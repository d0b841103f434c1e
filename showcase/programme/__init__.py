"""The run of show of an event: its items with times and people, who does what, and the papers made of both."""
