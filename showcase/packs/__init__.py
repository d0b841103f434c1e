"""Checks, loads and exports an edition folder."""
