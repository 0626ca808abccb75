"""Lets the tests of this folder import what the tests beside it share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
