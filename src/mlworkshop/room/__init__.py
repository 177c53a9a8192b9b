"""The room: an instructor sees how a class answers, and the class sees how it voted."""
