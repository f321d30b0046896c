"""What is asked of whom, seen and tried in the browser: programmes, brands, surveys as conversations, test asks."""
