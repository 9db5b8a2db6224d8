"""Pages of signing up, of the list, and of counting."""

from portal.participation.views import counting, feedback, listing, managing, signing_up
from portal.participation.views.common import bp

__all__ = ["bp", "counting", "feedback", "listing", "managing", "signing_up"]
