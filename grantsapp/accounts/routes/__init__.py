"""The pages of this room, by subject."""

from grantsapp.accounts.routes import answering, people, teams
from grantsapp.accounts.routes.blueprint import bp

__all__ = ["answering", "bp", "people", "teams"]
