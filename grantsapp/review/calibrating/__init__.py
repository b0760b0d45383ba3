"""Scores freed from how strict each moderator is. Plain values only."""
