"""Events, answers to invitations, tickets and the messages about them."""
