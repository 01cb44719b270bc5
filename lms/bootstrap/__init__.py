"""From a bare machine to a ready environment, with the standard library alone.

Everything here runs before any package is installed. Each step is stamped when it is finished,
so the next start skips it, and a start that was killed in the middle does it again.
"""
