"""Run the command line as ``python -m analysis``."""

from analysis.produce.cli import main

if __name__ == "__main__":  # a worker imports this module too
    main()
