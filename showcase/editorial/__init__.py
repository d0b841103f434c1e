"""The editors' desk: articles written, looked at, kept in versions, and brought to the page by several hands."""
