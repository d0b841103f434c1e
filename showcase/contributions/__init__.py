"""What guests promise to give to the homeland, from the promise to the work; no money passes here."""
