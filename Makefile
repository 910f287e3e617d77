# `make help` lists the tasks. Each sets up what it needs first.
# Nothing here depends on an activated environment: what a caller exported for another project is dropped.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE VIRTUAL_ENV CONDA_PREFIX JUPYTER_PATH JUPYTER_CONFIG_DIR
export PYTHONNOUSERSITE := 1

BIN := .venv/bin
# Two stages of one .venv: what the app and the notebooks need, and the tools of tests and benchmarks too.
READY_APP := .venv/hipkit-ready-app
READY := .venv/hipkit-ready
# A .venv that was copied with the project, or made by hand, is not ready.
ifneq ($(shell cat $(READY_APP) 2>/dev/null),$(CURDIR))
$(shell rm -f $(READY_APP) $(READY))
endif

# A folder with files of CMS, which the project does not hold.
DATA ?= $(HIPKIT_TEST_DATA)

# What takes longest begins first.
LONG := tests/spark tests/differential tests/practice

.DEFAULT_GOAL := help
.PHONY: help setup app lab test test-all lint bench docs age lock

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## make .venv with everything in it, hipkit installed editable
	@:

$(READY): pyproject.toml constraints.txt tools/setup.sh
	@echo "setting up .venv with the tools of tests and benchmarks (half a minute, once)"
	@tools/setup.sh all

$(READY_APP): pyproject.toml constraints.txt tools/setup.sh
	@echo "setting up .venv (a quarter of a minute, once)"
	@tools/setup.sh app

app: $(READY_APP) ## open the app in the browser (Ctrl-C ends it)
	@$(BIN)/hipkit app

lab: $(READY_APP) ## open the notebooks in JupyterLab (Ctrl-C ends it)
	@$(BIN)/hipkit lab

test: lint ## run everything: style, types, layers, examples, tests, notebooks, pages in a browser
	@tools/browser.sh
	@tools/java.sh
	$(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder --ignore tests/browser \
		--nbval --nbval-current-env --nbval-cell-timeout 120 $(LONG) notebooks hipkit tests
	$(BIN)/pytest -q -n 2 --dist loadfile tests/browser

# The whole of each proof of which `make test` runs a part: tests/helpers/whole.py.
test-all: export HIPKIT_WHOLE := 1
test-all: test ## run all proofs whole, each extra by itself, the law on more orders, CMS's files in DATA=folder
	$(BIN)/python tools/extras.py
	$(BIN)/python -m tests.differential.test_law 3000
	$(if $(DATA),$(BIN)/python -m tests.whole.test_cms_files "$(DATA)")

lint: setup ## check style, types and the layers of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## measure: calculation, keystroke to result, practice, tables, review, first page; adding the files in DATA=folder
	@tools/browser.sh
	@tools/java.sh
	DATA="$(DATA)" $(BIN)/python benchmarks/run.py

docs: setup ## write the reference of the Python names to site/
	@$(BIN)/python tools/reference.py

age: $(READY_APP) ## list the sources by the day on which they were last read
	@$(BIN)/python tools/age.py

lock: setup ## renew constraints.txt: names and versions only
	@uv=$$(command -v uv || echo .uv/bin/uv) && $$uv pip compile --quiet --upgrade --universal --all-extras \
		--no-annotate --no-header --output-file constraints.txt pyproject.toml
