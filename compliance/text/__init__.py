"""Words: from recorded text to hits."""
