# `make` alone lists what there is. Everything runs in .venv, which is made and kept up to date by
# itself: from the pins, with uv if it is there and pip otherwise.

PY := .venv/bin/python
COURSE := .venv/bin/mlworkshop
PYTEST := $(PY) -m pytest
# Copied from Windows, the script may have line ends that no shell takes.
FIND_PYTHON := tr -d '\r' < tools/find-python.sh | sh
# IPython warns of an environment that is active in the shell and is not ours; tests fail on warnings.
unexport VIRTUAL_ENV
NBVAL := $(PYTEST) -q -n 2 --dist loadfile

# A heading for each part of `make test`, with the time since its start.
START := $(shell date +%s)
say = @printf '\n== %s == (after %s s)\n' '$(1)' $$(( $$(date +%s) - $(START) ))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help lab test test-slow ruff types unit lint check solutions notebooks browser build bench pins clean \
	present lessons-test slides slides-test site site-test lite lite-test hub-test room room-test \
	environment dev

help:
	@echo 'make lab     open the course in JupyterLab (make lab COURSE_LANG=ja: in Japanese)'
	@echo 'make dev     make the environment with what tests and authoring need'
	@echo 'make test    run all tests, in this order: $(TESTS)'
	@echo 'make test-slow  run the proofs on large data, which take minutes'
	@echo 'make build   make notebooks/ and solutions/ anew from lessons/ and quizzes/'
	@echo 'make lint    look for mistakes in lessons, quizzes and data sets'
	@echo 'make present LESSON=m1-intro/02-spam  present a lesson live, slide by slide'
	@echo 'make room    show where your class is and how it votes (docs/room.md)'
	@echo 'make slides  write the lessons as slides (make slides LESSON=m1-intro/02-spam: one of them)'
	@echo 'make site    make the web edition of the solved lessons'
	@echo 'make lite    make the edition that runs in a browser alone'
	@echo 'make bench   measure the budgets and print them as a table'
	@echo 'make pins    choose the newest versions of all packages'
	@echo 'make clean   remove the environment and everything that tools leave behind'

# OPTIONS go to JupyterLab: make lab OPTIONS="--port 8899 --no-browser"
lab: environment
	@$(COURSE) lab $(OPTIONS)

# Each is a target of its own; the first that fails stops the rest.
TESTS := ruff types unit lint check solutions notebooks browser
test: $(TESTS)

ruff: dev
	$(call say,ruff)
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check

types: dev
	$(call say,types)
	@$(PY) -m mypy

unit: dev
	$(call say,unit tests)
	@$(PYTEST) -q -n 2 --dist loadscope tests/unit

# Proofs on large data, nightly in CI; each has a small twin among the unit tests.
test-slow: dev
	$(call say,slow proofs)
	@$(PYTEST) -q -n 2 --timeout 600 -m slow tests/unit

lint: dev
	$(call say,lint)
	@$(COURSE) lint

check: dev
	$(call say,notebooks and solutions are as built)
	@$(COURSE) build --check

solutions: dev
	$(call say,solutions: outputs are as stored)
	@$(NBVAL) --nbval solutions

notebooks: dev
	$(call say,notebooks: every cell runs)
	@$(NBVAL) --one-language --nbval-lax notebooks tests/notebooks/offline.ipynb

browser: dev
	$(call say,in a real browser)
	@$(PYTEST) -q -rs -n 2 --dist loadscope tests/browser

build: dev
	@$(COURSE) build

# LESSON=m1-intro/02-spam; OPTIONS="--lang ja" for Japanese.
present:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py --teach
	@$(COURSE) present $(LESSON) $(OPTIONS)

# OPTIONS="--lang ja --hours 8"; docs/room.md says more.
room:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py --room
	@$(COURSE) room $(OPTIONS)

# LESSON=m1-intro/02-spam: only this one.
slides: dev
	@npm ci --silent --no-audit --no-fund --prefix tools/web
	@$(COURSE) slides $(LESSON)

# The web edition, in site/: its first page is site/index.html.
site:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py --dev --site
	@npm ci --silent --no-audit --no-fund --prefix tools/web
	@$(COURSE) site

site-test: site
	$(call say,the web edition)
	@$(PYTEST) -q tests/teaching/test_site.py

# The edition for the browser alone, in lite/. It needs a server: `make lite-test` has one.
lite:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py --dev --lite
	@npm ci --silent --no-audit --no-fund --prefix tools/web
	@$(COURSE) lite

lite-test: lite
	$(call say,the edition for the browser alone)
	@$(PYTEST) -q -s tests/teaching/test_lite.py

# Ten people on a real hub at once, on this machine alone; nightly in CI.
hub-test:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py --dev --hub
	@npm ci --silent --no-audit --no-fund --prefix tools/web
	$(call say,a class on a hub)
	@$(PYTEST) -q -s tests/teaching/test_hub.py

# 500 people in a room at once, killed and tormented, on this machine alone; nightly in CI. The half
# with PostgreSQL needs Debian's package, which is installed here where that needs no question.
room-test: dev
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
		[ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		{ apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends postgresql; }
	$(call say,a class in a room)
	@$(PYTEST) -q -s -rs tests/teaching/test_room.py

# Whole lessons by keyboard, in large text and for axe; nightly in CI.
lessons-test: dev
	$(call say,whole lessons)
	@$(PYTEST) -q -m slow tests/browser

# In a real browser without a network; nightly in CI.
slides-test:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py --dev --teach
	@npm ci --silent --no-audit --no-fund --prefix tools/web
	$(call say,slides)
	@$(PYTEST) -q -n 2 --dist worksteal tests/teaching/test_slides.py tests/teaching/test_present.py

bench: dev
	@$(COURSE) bench

pins:
	uv pip compile --universal --python-version 3.11 --upgrade --no-header --no-annotate \
		pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --upgrade --no-header --no-annotate \
		--group dev -c requirements.txt -o requirements-dev.txt
	uv pip compile --universal --python-version 3.11 --upgrade --no-header --no-annotate \
		--group room -c requirements.txt -c requirements-dev.txt -o requirements-room.txt
	uv pip compile --universal --python-version 3.11 --upgrade --no-header --no-annotate \
		--group site -c requirements.txt -c requirements-dev.txt -o requirements-site.txt
	uv pip compile --universal --python-version 3.11 --upgrade --no-header --no-annotate \
		--group hub -c requirements.txt -c requirements-dev.txt -o requirements-hub.txt
	uv pip compile --universal --python-version 3.11 --upgrade --no-header --no-annotate \
		--group lite -c requirements.txt -c requirements-dev.txt -o requirements-lite.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache tests/artefacts src/*.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

environment:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py

dev:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py --dev
