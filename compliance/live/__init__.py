"""Live: conversations judged while they go on, by the same evaluation as in batch."""
