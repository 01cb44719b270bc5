"""Sittings: one person's run through one paper, from start to receipt.

A sitting freezes its questions when it starts. Answers are saved one by one, each with a sequence
number: the highest number wins, whatever order or how often they arrive, from whatever device.
What reaches the server within the grace after the deadline counts; later answers are kept aside
for staff. Handing in happens once, by the person or, after the grace, by the sweep; marks, pass
and the fact `sitting.handed_in` (person, quiz) are written in that one transaction.
"""
