"""Reading the agreement and the facts behind its figures.

``facts`` says what was held and what counts, ``conditions`` turns tests into SQL, ``figures`` answers many
questions in few queries, ``rows`` shows the very rows behind one, ``catalogue`` reads the agreement, and
``moved`` tells what a count changed.
"""
