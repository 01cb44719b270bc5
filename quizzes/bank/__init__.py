"""The bank: questions that trainers keep, word by word as they were when somebody answered them.

An item is a row of revisions; a revision never changes, so whoever sat it can be shown what they
saw. Items are retired, not deleted. A bank belongs to its owner and the trainers beside them.
"""
