"""User interface: base templates, styles, scripts, and formatting by locale."""
