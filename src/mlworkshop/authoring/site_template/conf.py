"""How Sphinx makes the web edition; `mlworkshop site` calls it once a language."""

project = "mlworkshop"
extensions = ["myst_nb"]
nb_execution_mode = "off"  # the build has stored the outputs
suppress_warnings = ["myst.xref_missing", "mystnb.unknown_mime_type", "misc.highlighting_failure"]
exclude_patterns = ["_templates"]
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_theme = "sphinx_book_theme"
smartquotes = False
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
html_permalinks = False
html_theme_options = {
    "article_header_end": ["language-switch", "theme-switcher", "toggle-secondary-sidebar"],
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_issues_button": False,
    "use_repository_button": False,
    "show_toc_level": 2,
}
html_sidebars = {"**": ["course-home", "course-search", "sbt-sidebar-nav"]}
