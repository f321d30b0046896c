"""Piccolo's own settings: which engine, which app."""

from piccolo.conf.apps import AppRegistry

from vocapp.database.engine import DB

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(apps=["vocapp.piccolo_app"])
