"""Files that are ordered on a page, made by a job, kept for a week and fetched by who asked.

Which files there are, the rooms of the floors above say: see `lms.exports.kinds`.
"""
