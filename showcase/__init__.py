"""The multilingual site around a province's year-end gathering with its people abroad."""
