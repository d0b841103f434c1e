"""The call desk: officers telephone guests one by one, and note in a few touches what was said."""
