"""The file of settings means the same to vocapp as to systemd, and what cannot be read is named by its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.env_file import read_env_file
from vocapp.settings import SettingError

VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


def written(folder: Path, text: str) -> Path:
    path = folder / "vocapp.env"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=b", "b"),
        ("A=", ""),
        ("  A = two words  ", "two words"),
        ("A=https://feedback.example/#top", "https://feedback.example/#top"),
        ('A="# not a comment "', "# not a comment "),
        ("A='$HOME \\n'", "$HOME \\n"),
        ('A="say \\"hello\\" \\n"', 'say "hello" \\n'),
        ("A=one\\\ntwo", "onetwo"),
        ('A="first\nsecond"', "first\nsecond"),
        ("A=it's", "it's"),
        ("# A=0\n\n; A=1\nA=2\n", "2"),
        ("\ufeffA=b\r\n", "b"),
    ],
)
def test_a_value_is_what_systemd_makes_of_it(tmp_path: Path, line: str, value: str) -> None:
    assert read_env_file(written(tmp_path, line)) == {"A": value}


@pytest.mark.parametrize("line", ["export A=b", "nonsense", "A='open", 'A="open', "=b", "1A=b"])
def test_a_line_that_systemd_would_skip_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingError, match="line 3 is not NAME=value"):
        read_env_file(written(tmp_path, f"# settings\nB=1\n{line}\n"))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        read_env_file(tmp_path / "nothing")
    (tmp_path / "latin").write_bytes(b"A=\xe4")
    with pytest.raises(SettingError, match="not UTF-8"):
        read_env_file(tmp_path / "latin")


@given(VALUES)
def test_any_value_in_double_quotes_comes_back(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    quoted = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in value)
    path = written(tmp_path_factory.mktemp("any"), f'A="{quoted}"\nB=1')
    assert read_env_file(path) == {"A": value, "B": "1"}
