"""What the world asks for over HTTP: join links, calendar files, preferences and the pages of the staff."""
