"""What an agency hands over: files, how they are read, and what came of each."""
