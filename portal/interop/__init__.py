"""Calendar feeds and structured data for other systems."""
