"""A hub on one machine, for trying out and for `make hub-test`: everybody shares one password.

For a class use The Littlest JupyterHub or Zero to JupyterHub, see README.md; what they must be told
about memory, time and the course's address is here in the same words.
"""

import os
import shutil
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.JupyterHub.bind_url = os.environ.get("HUB_URL", "http://127.0.0.1:8000")
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["HUB_PASSWORD"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"  # all users are one user of this machine, a folder each
c.SimpleLocalProcessSpawner.home_dir_template = os.environ["HUB_HOMES"] + "/{username}"
c.Spawner.cmd = [str(Path(sys.executable).with_name("jupyterhub-singleuser"))]
if os.geteuid() == 0:  # in a container there may be no other user
    c.Spawner.args = ["--allow-root"]
c.Spawner.default_url = "/lab/tree/notebooks/en/00-start-here.ipynb"
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 64  # a class logs in all at once
c.ConfigurableHTTPProxy.command = [
    os.environ.get("HUB_PROXY", "configurable-http-proxy"),
]
# A hub that is started again takes over the proxy and the users' servers that are still there.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.cleanup_proxy = False


def _bring_course(spawner):
    """Give a new user copies of the notebooks; an old one keeps their own."""
    home = Path(spawner.home_dir_template.format(username=spawner.user.name))
    if not (home / "notebooks").exists():
        shutil.copytree(COURSE / "notebooks", home / "notebooks")


c.Spawner.pre_spawn_hook = _bring_course
