"""The course on disk: its structure, its lessons, its YAML files checked against models."""
