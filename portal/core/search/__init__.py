"""Search the way a Dane expects it, the same on both databases.

Words are folded and stemmed (:mod:`.words`) and kept with where they stand (:mod:`.models`,
:mod:`.indexing`). A query's words are widened to the terms they may mean, compounds and slips among them,
and what has them is scored in whole numbers (:mod:`.finding`).
"""

from __future__ import annotations

from portal.core.search.finding import Search, matching, understand
from portal.core.search.indexing import clear, index, is_empty, remove
from portal.core.search.labels import tags_words
from portal.core.search.words import stems

__all__ = ["Search", "clear", "index", "is_empty", "matching", "remove", "stems", "tags_words", "understand"]
