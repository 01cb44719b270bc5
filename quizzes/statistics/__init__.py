"""Statistics: how a quiz went, for whoever made it.

People count by their best mark, as everywhere. Items are judged by first attempts, before anybody
has seen the answers.
"""
