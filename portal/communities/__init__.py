"""Groups of people who keep meeting: their page, members and hosts."""
