"""Quarterly trends in human rights violations and abuses in Mali, from published figures and event data."""
