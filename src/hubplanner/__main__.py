"""``python -m hubplanner``."""

from hubplanner.cli import run

run()
