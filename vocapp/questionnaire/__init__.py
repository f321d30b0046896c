"""What a survey asks and how it is walked: pure, the answers are the whole state."""
