"""Tables of an event or of one session: who sits where, what stands against it, and the papers for the room."""
