"""Where the pages of this room are hung up."""

from flask import (
    Blueprint,
)

bp = Blueprint("calls", __name__)
