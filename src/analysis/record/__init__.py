"""What is known: cleaned tables, each row with its source."""
