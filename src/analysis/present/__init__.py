"""How it is shown: figures, tables and sentences made from estimates."""
