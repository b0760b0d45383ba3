"""What people may type in this room, and the sentence when it is wrong."""
