"""Who did what, when, to what: written in the transaction of the deed, sealed into a hash chain."""

from lms.audit.services import record, record_read

__all__ = ["record", "record_read"]
