"""Broken files over all readers, few of them; ``make fuzz`` gives six hundred."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("count", [28, pytest.param(600, marks=pytest.mark.proof)])
def test_every_file_is_read_or_refused_in_a_sentence(root, count):
    done = subprocess.run(
        [sys.executable, "benchmarks/fuzz.py", str(count)], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
