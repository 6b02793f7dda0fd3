"""What holds for tests and for the examples of docstrings alike."""

import pytest


@pytest.fixture(autouse=True)
def english():
    """Speak English again, whatever a notebook in French left spoken."""
    from analysis.present import labels

    labels.set_language("en")
