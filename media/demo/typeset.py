"""Set slides: `python -I typeset.py order.json`, a program of its own that gives its memory back.

The typesetter keeps 70 MB of fonts for good; the process that ends with the slides does not.
"""

import json
import sys
from pathlib import Path

import typst

if __name__ == "__main__":
    order = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    typst.compile(
        order["source"],
        output=order["output"],
        format="png",
        ppi=order["ppi"],
        font_paths=order["fonts"],
        sys_inputs={"script": order["script"]},
    )
