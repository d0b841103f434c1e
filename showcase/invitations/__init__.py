"""Who is invited: cards with a link of their own, their answers, and whom the communes name."""
