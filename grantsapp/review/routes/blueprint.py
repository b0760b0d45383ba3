"""The pages of the panel, under one name."""

from flask import Blueprint

bp = Blueprint("review", __name__)
