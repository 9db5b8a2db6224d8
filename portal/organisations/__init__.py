"""Associations, institutions, schools and informal groups; who belongs to them; staff roles."""
