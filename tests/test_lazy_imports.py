"""What only a download, a chart or a training needs is imported by it, not by every start."""

import subprocess
import sys

HEAVY = ("pandas", "altair", "nltk", "scipy", "sklearn", "zxcvbn", "segno")


def test_a_start_imports_no_heavy_library() -> None:
    script = f"import sys, vocapp.cli, vocapp.app; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]", "import it inside the function that needs it"
