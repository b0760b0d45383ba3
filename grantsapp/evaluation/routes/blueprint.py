"""The pages that the public reads, under one name."""

from flask import Blueprint

bp = Blueprint("evaluation", __name__)
