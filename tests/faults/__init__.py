"""What the world does to Visnyk: bad servers, killed processes."""
