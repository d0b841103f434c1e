"""Protocol of an event: the order of introduction, guests of honour, honours and hand-overs, and the MC's list."""
