"""Desk of procedures."""

from flask import Blueprint

bp = Blueprint("procedures_desk", __name__, url_prefix="/desk/procedures")
