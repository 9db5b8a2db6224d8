"""Districts, places, rooms and what is known about getting in."""
