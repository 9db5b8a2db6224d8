"""Rendering and sending mail: the worker's hands."""
