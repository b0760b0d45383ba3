"""What the pages of this room read, by subject."""
