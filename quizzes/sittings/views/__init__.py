"""Pages for whoever sits: what there is to sit, the paper, handing in, looking back."""

from quizzes.sittings.views import hand_in, offers, paper
from quizzes.sittings.views.blueprint import bp

__all__ = ["bp", "hand_in", "offers", "paper"]
