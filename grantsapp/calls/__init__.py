"""Calls: where money is offered, and where people apply for it."""
