"""The day while it happens: who has arrived, what is to be settled, and whom to meet at the door."""
