"""Running the site: the staff desk, roles, the trail, the command line and health."""
