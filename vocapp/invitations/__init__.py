"""May we ask, when, with which survey, on which channel: policy, decisions, asks."""
