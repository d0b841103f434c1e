"""The printed work: issues, sections and builds."""
