"""From what was handed in to the cells of a lesson: whose it is, which notebook counts, which cell answers what."""
