"""All else is in pyproject.toml; this brings its data files into editable installations, too."""

from setuptools import Distribution, setup


class WithDataFiles(Distribution):
    """Answers what setuptools asks before it installs `data` for an editable installation."""

    def has_data(self) -> bool:
        """Whether there are data files."""
        return bool(self.data_files)


setup(distclass=WithDataFiles)
