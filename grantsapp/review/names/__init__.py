"""Names of people and organisations, compared in every script. Plain values only."""
