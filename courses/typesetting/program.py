"""Set a document: `python -I program.py order.json`, a program that gives its memory back.

The typesetter keeps 70 MB of fonts for good; a web process that printed once would, too.
"""

import json
import sys
from pathlib import Path

import typst

if __name__ == "__main__":
    order = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=order["fonts"]
    )
    typst.compile(
        Path(order["source"]),
        output=Path(order["output"]),
        format="pdf",
        font_paths=fonts,
        sys_inputs={"order": order["content"]},
        timestamp=order["timestamp"],
    )
