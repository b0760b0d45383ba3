"""Monitoring: instruments, responses. Comes with the round's second half."""
