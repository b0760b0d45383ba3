"""The verbs of the moderation, by subject."""
