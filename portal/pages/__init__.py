"""Pages that draw on everything: home, my page, about, privacy, accessibility."""
