"""docs/import.md documents every key of a mapping, and its example works."""

import re
from pathlib import Path

import msgspec
import pytest

from vocapp.contacts.imports.mapping_file import FIELDS, OF_HANDLER, MappingFile, MappingRule, load_mapping

TEXT = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def test_the_example_is_a_mapping(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)[0]
    (tmp_path / "m.toml").write_text(example, encoding="utf-8")
    assert load_mapping(tmp_path / "m.toml").source == "helpdesk"


@pytest.mark.parametrize("name", [*FIELDS, *OF_HANDLER, *MappingRule.__struct_fields__])
def test_every_key_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT


def test_every_setting_of_the_file_is_shown() -> None:
    for field in msgspec.structs.fields(MappingFile):
        if field.name != "separator":
            assert field.name in TEXT
