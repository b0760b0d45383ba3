"""What can be doubted in answers, and how scales hold together, in tables."""
