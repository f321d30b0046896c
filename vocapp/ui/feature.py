"""The parts that all pages share: styles and scripts, the bare address, and the old addresses of moved pages."""

from vocapp.feature import Feature, Registry
from vocapp.ui.index_page import index_page
from vocapp.ui.moved_pages import moved_pages
from vocapp.ui.static_files import static_file


def feature(_: Registry) -> Feature:
    """The static files, the bare address and the redirects of moved pages."""
    return Feature(name="ui", routes=(static_file, index_page, *moved_pages()))
