"""Are the sentence embeddings there that are wanted, and do they work on this machine? For `vocapp doctor`."""

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
    """`wanted`: whether models are to be learned with them. Nothing is said where nobody needs them."""
    lacking = await model_versions.missing_embedder()
    if lacking is not None:
        text = f"the model that reads goes by {lacking}, which is not installed: it reads by the words alone"
        return [CheckResult("error", SUBJECT, text, f"run: {REMEDY}, or roll back to another model")]
    there = installed_name()
    if wanted and there is None:
        text = "VOCAPP_EMBEDDINGS=on, and they are not installed: nothing is learned"
        return [CheckResult("error", SUBJECT, text, f"run: {REMEDY}, {WITHOUT}")]
    if there is None or not (wanted or await model_versions.active_embedder()):
        return []
    return [await asyncio.to_thread(try_embedder, there)]


def try_embedder(name: str, seconds: float = SECONDS, module: str = embedding_package.__name__) -> CheckResult:
    """Whether a sentence can be embedded, in a process of its own, which the wrong processor would end."""
    command = [sys.executable, "-m", module]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return CheckResult("error", SUBJECT, f"{name} took longer than {seconds:g} s", WITHOUT.removeprefix("or "))
    if done.returncode:
        text = f"{name} is installed and does not work here: its process ended with {done.returncode}"
        return CheckResult("error", SUBJECT, text, f"roll back to another model, {WITHOUT}")
    return CheckResult("ok", SUBJECT, f"{name} works")
