"""Events, series and occurrences: every date is a row with its own identity."""
