"""Run the command line as ``python -m analysis``."""

from analysis.produce.cli import main

main()
