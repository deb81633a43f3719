"""gunicorn from a checkout: `gunicorn -c deploy/gunicorn.py`. What it says stands in `qa_portal.serving`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from qa_portal.serving import *
