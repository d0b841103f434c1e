"""The translation desk: texts beside their originals, the terms they share, and translators' files out and in."""
