"""What people may type in the moderation, by subject."""
