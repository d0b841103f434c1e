"""Photographs: sent by editors, made for screen and press, with who took them and whether those shown agreed."""
