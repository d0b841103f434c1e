"""Delegations and their coaches: who leads, by what they come, where they sleep, and how they come in as one."""
