"""What visitors, applicants and managers type where a call is made known."""
