"""Models by their names, and by words in their texts."""
