"""One process that keeps the web server and the worker alive, and leaves nothing behind.

It loads the app once and forks everything else from there: the memory is shared, and a process
that was killed is back in a moment. It keeps no connection and has one thread.
"""
