"""One interaction, recorded once: intake and importers."""
