"""Review: the panel, its phases, conflicts, scores and the ranking."""
