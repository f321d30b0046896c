"""What is committed names no machine it was made on, no index or mirror, and no secret."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.source_code import ROOT

# Built from parts, so that this file does not find itself.
BANNED = {
    "a folder of the machine it was made on": re.compile(r"(?<![\w.])/(?:work|root|home)" + r"/\w+/"),
    "the address of a package index or a mirror": re.compile(
        r"https?://(?:[\w.-]*\.)?(?:pypi\.org|pythonhosted\.org|npmjs\.org|deb\.debian\.org|docker\.io)\b|--"
        + "index-url"
    ),
    "a private key": re.compile("-----BEGIN " + r"(?:RSA |EC |OPENSSH )?PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{100}"),
    "a key of the product": re.compile(r"\bk\d:[0-9a-f]{64}\b"),
}
LOCKS = ("", "-dev", "-build", "-embeddings")
BINARY = {".png", ".xlsx", ".woff2", ".ico", ".mo", ".gz"}


def committed() -> Iterator[Path]:
    """Every text file that git keeps; where this is no clone, nothing."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return (path for path in paths if path.suffix not in BINARY and path.is_file())


def test_nothing_of_the_machine_is_committed() -> None:
    wrong = []
    for path in committed():
        text = path.read_text(encoding="utf-8", errors="replace")
        wrong += [
            f"{path.relative_to(ROOT)}: {what}: {hit[0][:80]!r}"
            for what, p in BANNED.items()
            for hit in p.finditer(text)
        ]
    assert not wrong, "\n".join(wrong)


def test_locks_are_complete_and_agree() -> None:
    run, dev, build, extra = (
        re.findall(r"^([\w.-]+==\S+)", (ROOT / f"requirements{kind}.txt").read_text(encoding="utf-8"), re.MULTILINE)
        for kind in LOCKS
    )
    assert set(run) <= set(dev), "the development lock serves for running too: compile both anew"
    for kind in LOCKS:
        text = (ROOT / f"requirements{kind}.txt").read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=\w)", text)
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert [name.split("==")[0] for name in build] == ["setuptools"]
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert extra == declared["optional-dependencies"]["embeddings"], "the version that models are learned with"
    assert not {name.split("==")[0] for name in extra} & {name.split("==")[0] for name in dev}
