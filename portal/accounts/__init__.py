"""People, signing in, sessions and one-time codes."""
