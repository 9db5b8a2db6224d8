"""A day that several institutions hold together: partners and programme lines."""
