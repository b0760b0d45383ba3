"""Evaluation: statistics and the fund's report. Comes with the round's second half."""
