"""`python -m tests.faults.answering PORT FOLDER`: a school on an existing database, to be killed."""

import sys
from pathlib import Path

from werkzeug.serving import make_server

from tests.conftest import new_config
from wsgi import create_app

if __name__ == "__main__":
    app = create_app(new_config(Path(sys.argv[2])))
    make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True).serve_forever()
