"""The pages of this room, under one name for each kind of people."""

from flask import Blueprint

bp = Blueprint("mel", __name__)  # grantees who measure and report
# People who answer: no account, no cookie, no token, so nothing that a forged request
# could misuse.
surveys_bp = Blueprint("surveys", __name__)
