"""The pages of grantees and of the public, under one name."""

from flask import Blueprint

bp = Blueprint("awards", __name__)
