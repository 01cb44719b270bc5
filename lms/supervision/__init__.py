"""One process that keeps the web server and the worker alive, and leaves nothing behind.

It needs the standard library only, so it stays small beside what it watches.
"""
