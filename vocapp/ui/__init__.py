"""The look: base templates, styles, scripts, formatting by locale."""
