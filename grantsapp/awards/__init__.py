"""Awards: offers, agreements, payments. Comes with the round's second half."""
