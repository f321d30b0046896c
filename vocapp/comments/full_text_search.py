"""How are words found? By PostgreSQL's full text search, each text by the rules of its own language."""

from typing import Final

# As in the column `words` of the table.
CONFIGURATIONS: Final = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "nl": "dutch",
    "pt": "portuguese",
    "sv": "swedish",
    "tr": "turkish",
}


def matches(place: str, alias: str = "v") -> str:
    """The condition that a text has the words at `place` ("$3"), as one writes them into a search box."""
    found = [
        f"({alias}.language = '{language}' AND {alias}.words @@ websearch_to_tsquery('{rules}', {place}))"
        for language, rules in CONFIGURATIONS.items()
    ]
    known = ", ".join(f"'{language}'" for language in CONFIGURATIONS)
    plain = f"{alias}.words @@ websearch_to_tsquery('simple', {place})"
    return " OR ".join([*found, f"(coalesce({alias}.language, '') NOT IN ({known}) AND {plain})"])
