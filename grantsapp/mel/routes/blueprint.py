"""The pages of grantees who measure and report, under one name."""

from flask import Blueprint

bp = Blueprint("mel", __name__)
