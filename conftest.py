"""What holds for tests and for the examples of docstrings alike."""

import pytest


@pytest.fixture(autouse=True)
def english(request):
    """Speak English again, whatever a notebook in French left spoken; show examples as a console does."""
    from IPython.core.interactiveshell import InteractiveShell

    from analysis.present import labels

    labels.set_language("en")
    if isinstance(request.node, pytest.DoctestItem):
        InteractiveShell._instance = None  # of a notebook that ran before: it would keep what is shown
