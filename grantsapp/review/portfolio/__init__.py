"""The set of bids with the highest total under a wish. Plain values only."""
