"""Full text search of comments, with PostgreSQL's configuration for the language of each."""

from typing import Final

# As in the generated column `words` of the table.
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
    """The condition that a text matches the search in parameter `place` ("$3"), in websearch syntax."""
    found = [
        f"({alias}.language = '{language}' AND {alias}.words @@ websearch_to_tsquery('{rules}', {place}))"
        for language, rules in CONFIGURATIONS.items()
    ]
    known = ", ".join(f"'{language}'" for language in CONFIGURATIONS)
    plain = f"{alias}.words @@ websearch_to_tsquery('simple', {place})"
    return " OR ".join([*found, f"(coalesce({alias}.language, '') NOT IN ({known}) AND {plain})"])
