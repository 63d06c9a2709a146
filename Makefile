# Thin: the work sits in `python -m ops`. Needs only git, make, python3 (3.11+) and python3-venv.

PYTHON ?= python3
DEV = $(PYTHON) -m ops dev

.DEFAULT_GOAL := help
.PHONY: help run test bench chaos lint lock tracker

help: ## show these verbs
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 10

run: ## start everything on this machine (Ctrl-C stops it)
	@exec $(PYTHON) -m ops run

test: ## bring what the tests need and run them all; ARGS="tests/ops -k ports" for some
	@exec $(PYTHON) -m ops test $(ARGS)

bench: ## measure, write docs/performance.json; CHECK=1 judges
	@exec $(DEV) -m ops.bench $(if $(CHECK),--check)

chaos: ## kill everything while counting, then compare every sample; ARGS="--rounds 5"
	@exec $(DEV) -m ops.chaos $(ARGS)

lint: ## style, types, import law
	@$(DEV) -m ruff check .
	@$(DEV) -m ruff format --check .
	@$(DEV) -m mypy
	@$(DEV) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

lock: ## write the lock files anew
	@exec $(DEV) -m ops lock

tracker: ## rebuild codegen/tracker/dist (needs Node)
	@cd codegen/tracker && npm ci && npm run build
