"""What the course needs of a Jupyter server, whoever starts it: `jupyter lab`, a hub, Binder.

A server extension of its own, because the server would otherwise import the whole course. It is
switched on by `jupyter_server_config.d/mlworkshop.json`, which is installed with the package.
"""

from __future__ import annotations

from typing import Any

# Bytes of one message from the page to the kernel, such as all photos chosen in an upload button.
# Tornado's own limit is 10 MB; beyond it the connection breaks, without a word to anybody.
LARGEST_MESSAGE = 200 * 1024 * 1024


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "mlworkshop_jupyter"}]


def _load_jupyter_server_extension(server: Any) -> None:
    settings = server.web_app.settings
    settings["websocket_max_message_size"] = max(
        LARGEST_MESSAGE, settings.get("websocket_max_message_size", 0)
    )
