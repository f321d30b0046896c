"""The ways out of a survey: "this was not me" and "I do not want to answer". A GET asks, a POST does."""
