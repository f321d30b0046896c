"""The tables and migrations, as Piccolo finds them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

_packaged = Path(__file__).parent / "_data" / "migrations"
MIGRATIONS = _packaged if _packaged.is_dir() else Path(__file__).parents[1] / "migrations"

APP_CONFIG = AppConfig(app_name="vocapp", migrations_folder_path=str(MIGRATIONS), table_classes=[])
