"""The office: pages about jobs, the audit trail and the school's state, for those who run it."""

from lms.office.install import install

__all__ = ["install"]
