"""What each of the server's workers loads: the app, in a process that goes when its parent goes."""

import multiprocessing
import signal

from lms.bootstrap.kernel import follow_parent
from wsgi import app

__all__ = ["app"]

if parent := multiprocessing.parent_process():
    follow_parent(parent.pid or 0, signal.SIGTERM)
