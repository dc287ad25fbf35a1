"""``python -m hubplanner``."""

from hubplanner.cli import app

app(prog_name="hubplanner")
