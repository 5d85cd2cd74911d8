# Everything happens in .venv, which `make install` makes, mends and keeps.
# POSIX sh and GNU make 4; paths are relative, so the checkout may lie in a folder with spaces.

.DEFAULT_GOAL := help
.PHONY: help install test lint format demo speed clean FORCE
.DELETE_ON_ERROR:

BIN := .venv/bin
# python3.11 to build .venv with; empty: the first one found on PATH
PYTHON ?=
# more words for `pip install`
PIP_ARGS ?=

# An environment that was copied, moved, cut short or left without its interpreter is made anew.
sound := $(shell grep -qF "$$(pwd -P)/.venv" .venv/bin/activate 2>/dev/null \
	&& [ ! -e .venv/.installing ] && $(BIN)/python -c 'import pip' 2>/dev/null && echo yes)

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PYTHON=/path/to/python3.11   the interpreter that .venv is made from"
	@echo "  PIP_ARGS='...'               more words for pip; for PyTorch's smaller CPU build give"
	@echo "                               --extra-index-url and the CPU index that pytorch.org names"

install: .venv/.installed .venv/.system  ## make .venv with the pinned dependencies; look for system libraries

test: install lint  ## install, lint, then run every test
	$(BIN)/python -m pytest

lint: .venv/.installed  ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/.installed  ## let ruff lay the code out and mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

demo: install  ## render a small data set, bench PatchCore on it, write the leaderboard
	$(BIN)/toolkit render --suite mad --preset smoke
	$(BIN)/toolkit preview data/mad-smoke
	$(BIN)/toolkit bench --method patchcore --suite mad --preset smoke
	$(BIN)/toolkit leaderboard results --out leaderboard
	@echo
	@echo "contact sheet  data/mad-smoke-preview.png"
	@echo "leaderboard    leaderboard/leaderboard.csv, leaderboard/index.html"

speed: .venv/.installed  ## run each tests/speed/*.py (plain scripts that print ratios of CPU seconds)
	@for script in tests/speed/*.py; do \
		[ -e "$$script" ] || { echo "tests/speed holds no script"; exit; }; \
		echo "== $$script"; $(BIN)/python "$$script" || exit; \
	done

clean:  ## remove .venv, caches and build products; data, results and leaderboard stay
	rm -rf .venv build dist padkit.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

ifneq ($(sound),yes)
.venv/.installed: FORCE
endif
FORCE:

.venv/.installed: pyproject.toml constraints.txt
	@[ "$(sound)" = yes ] || { \
		for python in $(if $(PYTHON),"$(PYTHON)",python3.11 python3 python) none; do \
			"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' \
				2>/dev/null && break; \
		done; \
		[ "$$python" != none ] || { echo "padkit needs Python 3.11 (Blender's module is built for" \
			"it alone): apt-get install python3.11 python3.11-venv, or where apt-get has none" \
			"uv python install 3.11, then make PYTHON=/path/to/python3.11" >&2; \
			exit 1; }; \
		echo "making .venv with $$python"; \
		rm -rf .venv && "$$python" -m venv .venv; \
	}
	@touch .venv/.installing  # stays behind when the install is killed: see `sound`
	$(BIN)/python -m pip install $(PIP_ARGS) -c constraints.txt -e '.[blender,mitsuba,learn,dev]' \
		|| { rm -f .venv/.installing; exit 1; }
	@rm -f .venv/.installing && touch $@

# What pip cannot bring: as root with apt-get we bring it, otherwise the doctor's lines say how.
# The stamp is made only when nothing needed is missing, so that the question is asked again.
MISSING := from padkit.generators.doctor import examine, missing_packages as missing; \
	print(*missing(examine()))

.venv/.system: .venv/.installed
	@packages=$$($(BIN)/python -c '$(MISSING)') || exit; \
	if [ -n "$$packages" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing system libraries:" $$packages; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update >.venv/apt.log 2>&1 </dev/null || echo "apt-get update failed; going on"; \
		for package in $$packages; do \
			apt-get install -y --no-install-recommends "$$package" >>.venv/apt.log 2>&1 </dev/null \
				|| echo "could not install $$package (see .venv/apt.log); going on without it"; \
		done; \
	fi
	@if $(BIN)/toolkit doctor; then touch $@; \
	else echo "padkit is installed; what the lines above call missing still has to be brought"; fi
