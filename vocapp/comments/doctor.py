"""Check of `vocapp doctor`: whether sentence embeddings are installed if needed, and work on this machine."""

import asyncio
import subprocess
import sys
from typing import Final

from vocapp.comments.models import model_versions
from vocapp.feature import CheckResult
from vocapp.nlp.sentiment import embedding_package
from vocapp.nlp.sentiment.embedding_package import REMEDY, installed_name

SUBJECT: Final = "embeddings"
SECONDS: Final = 60.0
WITHOUT: Final = "or set VOCAPP_EMBEDDINGS=off"


async def check_embeddings(wanted: bool) -> list[CheckResult]:
    """The check; empty if nothing uses embeddings. `wanted`: whether training uses them."""
    missing = await model_versions.missing_embedder()
    if missing is not None:
        text = f"the active model uses {missing}, which is not installed: comments are analysed by their words only"
        return [CheckResult("error", SUBJECT, text, f"run: {REMEDY}, or roll back to another model")]
    there = installed_name()
    if wanted and there is None:
        text = "VOCAPP_EMBEDDINGS=on, but they are not installed: no model is trained"
        return [CheckResult("error", SUBJECT, text, f"run: {REMEDY}, {WITHOUT}")]
    if there is None or not (wanted or await model_versions.active_embedder()):
        return []
    return [await asyncio.to_thread(try_embedder, there)]


def try_embedder(name: str, seconds: float = SECONDS, module: str = embedding_package.__name__) -> CheckResult:
    """Embeds a sentence in a separate process: an unsupported processor ends that process."""
    command = [sys.executable, "-m", module]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return CheckResult("error", SUBJECT, f"{name} took longer than {seconds:g} s", WITHOUT.removeprefix("or "))
    if done.returncode:
        text = f"{name} is installed and does not work here: its process ended with {done.returncode}"
        return CheckResult("error", SUBJECT, text, f"roll back to another model, {WITHOUT}")
    return CheckResult("ok", SUBJECT, f"{name} works")
