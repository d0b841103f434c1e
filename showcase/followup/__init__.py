"""After the gathering: thanks with photos and the book, a word back, what became of it, and who is written to again."""
