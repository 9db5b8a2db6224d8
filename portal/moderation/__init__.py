"""Proposals from idea to decision, and the one queue of the staff."""
