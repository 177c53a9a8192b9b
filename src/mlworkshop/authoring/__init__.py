"""From lessons to notebooks: for those who write the course. No notebook imports it."""
