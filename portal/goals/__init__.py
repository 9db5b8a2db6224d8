"""The agreement with the municipality: areas, aims, indicators, and the facts that move them."""
