"""Translations of what people write: events and their dates, communities, theme days, places."""
