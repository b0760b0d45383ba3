"""Where the pages of evaluators and managers are hung up, under one name."""

from flask import Blueprint

bp = Blueprint("mel_staff", __name__, url_prefix="/staff")
