"""Results on disk, nbgrader's gradebook that follows them, and the points that both come to."""
