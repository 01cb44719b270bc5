"""Sample lectures, made from texts of our own so that no film lies in the repository."""

from media.demo.script import Script, Slide, timing
from media.demo.services import order_lecture

__all__ = ["Script", "Slide", "order_lecture", "timing"]
