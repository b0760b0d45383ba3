"""Where the pages of this room are hung up."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
