"""Themes, articles, indicators and achievements: what the host has to tell."""
