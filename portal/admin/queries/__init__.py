"""Reading for those who run the site: ``desk`` for what staff need now, ``trail`` for who did what."""
