"""The event and community portal of a library and its town."""
