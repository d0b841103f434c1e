"""Administrative papers in the lay-out of Decree 30/2020: one description, written as PDF and as DOCX."""
