"""The pages of evaluators and managers, under one name."""

from flask import Blueprint

bp = Blueprint("mel_staff", __name__, url_prefix="/staff")
