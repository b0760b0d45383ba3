"""Accounts: people, their organisations, and how they sign in."""
