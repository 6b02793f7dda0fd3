"""How it is made: papermill over quarters, the reading site, the command line."""
