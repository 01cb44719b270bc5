"""Who did what, when, to what: written in the transaction of the deed, sealed into a hash chain."""

from lms.audit.services import record

__all__ = ["record"]
