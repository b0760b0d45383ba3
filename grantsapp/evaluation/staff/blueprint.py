"""The pages of evaluators and managers, under one name."""

from flask import Blueprint

bp = Blueprint("evaluation_staff", __name__, url_prefix="/staff")
