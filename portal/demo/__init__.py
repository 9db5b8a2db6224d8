"""The demo story, told through actions, and signing in as its personas. Demo mode only."""
