"""What it means: pure functions from tables to estimates."""
