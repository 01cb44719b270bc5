"""The pages of the editor."""

from courses.authoring.views import courses, outline, preview, publishing, sharing
from courses.authoring.views.blueprint import bp

__all__ = ["bp", "courses", "outline", "preview", "publishing", "sharing"]
