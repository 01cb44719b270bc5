"""Where the environment lies."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINS = Path(__file__).parent / "pins"  # hashes of the few tools that fetch the rest

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = VENV / "tools"
STAMPS = VENV / "stamps"
MODULES = ROOT / "node_modules"

RUNTIME_LOCK = ROOT / "requirements.txt"
TEST_LOCK = ROOT / "tests" / "requirements.txt"
FRONT_LOCK = ROOT / "package-lock.json"
