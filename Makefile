# Every target sets up what it needs; `make demo` and `make test` work on a fresh clone. `make` alone lists the targets:
# the text after "##" is what it prints.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := voice postgres dev
LOCK := requirements.lock

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format serve bench bench-search bench-kinds bench-doors bench-slow-clients bench-fire bench-pruning bench-api bench-linking bench-names bench-understanding bench-hearing bench-try-it lock release clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-20s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

install: $(VENV)/.installed ## Set up .venv, as every other target does first

demo: $(VENV)/.installed ## Hold a spoken conversation with a sample shop, and play it
	$(BIN)/voice-skill demo --out build/demo

test: $(VENV)/.installed ## Run all tests, on SQLite and on a real PostgreSQL
	$(BIN)/pytest -n auto

lint: $(VENV)/.installed ## Check style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed ## Fix style and formatting
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: $(VENV)/.installed ## Serve the sample shop to unsigned requests, and the merchant pages, at port 8080
	$(BIN)/voice-skill sample-shop
	VOICE_SKILL_VERIFY_REQUESTS=off $(BIN)/voice-skill serve

bench: $(VENV)/.installed ## Measure turns, servers and start-up beside their baselines
	$(BIN)/python tests/benchmarks/bench_turns.py

bench-doors: $(VENV)/.installed ## Measure customers and merchants' systems at the same time
	$(BIN)/python tests/benchmarks/bench_doors.py

# OPTIONS: such as --quick, --database sqlite, --seed 2.
bench-fire: $(VENV)/.installed ## Hold conversations while workers are killed and requests repeated; OPTIONS=--quick
	$(BIN)/python -m tests.benchmarks.bench_fire $(OPTIONS)

bench-slow-clients: $(VENV)/.installed ## Measure turns beside hundreds of slow clients
	$(BIN)/python -m tests.benchmarks.bench_slow_clients

# OPTIONS: such as --quick, --database sqlite.
bench-pruning: $(VENV)/.installed ## Count the rows that strangers leave behind
	$(BIN)/python -m tests.benchmarks.bench_pruning $(OPTIONS)

bench-api: $(VENV)/.installed ## Measure the REST API
	$(BIN)/python -m tests.benchmarks.bench_api

# DATA: order lines of a real shop, UCI's Online Retail as CSV. N: how many names; OPTIONS: such as --only speed --full.
bench-search: $(VENV)/.installed ## Measure how well and how fast products are found; DATA=orders.csv.gz
	$(BIN)/python tests/benchmarks/bench_search.py --data $(or $(DATA),$(error No data given: make $@ DATA=file.csv.gz)) \
		$(if $(N),--n $(N)) $(OPTIONS)

# OPTIONS: such as --misses, --shops FILE.toml.
bench-kinds: $(VENV)/.installed ## Measure whether what is sold is found by kind, and what is not is said to be not sold
	$(BIN)/python -m tests.benchmarks.bench_kinds $(OPTIONS)

bench-linking: $(VENV)/.installed ## Measure the import of a feed of 100,000 rows
	$(BIN)/python tests/benchmarks/bench_linking.py

# FEEDS: files that the shop imports. DATA: order lines as for bench-search; MARKS: nouns of titles, marked by hand;
# OPTIONS: such as --show 100, --json.
bench-names: $(VENV)/.installed ## Measure whether names say what a product is and which one; FEEDS="a.csv b.json"
	$(BIN)/python -m tests.benchmarks.bench_names $(FEEDS) $(if $(DATA),--orders $(DATA)) $(if $(MARKS),--marks $(MARKS)) \
		$(OPTIONS)

bench-try-it: $(VENV)/.installed ## Measure ten merchants talking in the browser at once
	$(BIN)/python -m tests.benchmarks.bench_try_it

# DATA: a folder with model.json and utterances.jsonl, or with model.json, labels.json and WAVs. N: how many of them.
bench-understanding: $(VENV)/.installed ## Measure understanding; DATA=folder for another interaction model
	$(BIN)/python tests/benchmarks/bench_understanding.py --shop $(if $(DATA),--data $(DATA)) $(if $(N),--sample $(N))

# Also NOISE=wav OTHERS=folder DIGITS=folder, looked for beside DATA when not given; N=items, drawn at random.
bench-hearing: $(VENV)/.installed ## Measure hearing; DATA=folder of recordings
	$(BIN)/python tests/benchmarks/bench_hearing.py --data $(or $(DATA),$(error No data given: make $@ DATA=folder)) \
		$(if $(NOISE),--noise $(NOISE)) $(if $(OTHERS),--others $(OTHERS)) $(if $(DIGITS),--digits $(DIGITS)) \
		$(if $(N),--n $(N))

# LOCK pins the versions and checksums of what development and CI install; this renews it with the newest ones. The
# marker that is true on every supported platform is dropped from each line.
lock: $(VENV)/.installed ## Renew requirements.lock with the newest versions
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 $(EXTRAS:%=--extra %) \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --output-file $(LOCK)
	sed -i -e "s/ ; python_full_version < '3.15' and sys_platform == 'linux' / /" \
		-e "1i # For Python 3.11 to 3.14 on Linux, x86_64 and aarch64. Made by: make lock" $(LOCK)

# The release: source and wheel, checked; a bill of materials of what they install; and checksums.
release: $(VENV)/.installed ## Build and check source and wheel, a bill of materials and checksums
	rm -rf dist build/release
	$(BIN)/python -m build --no-isolation
	$(BIN)/twine check --strict dist/*
	$(BIN)/python -m venv build/release
	sed -n 's/ \\$$//; /^[a-z]/p' $(LOCK) > build/release/constraints.txt
	build/release/bin/pip install --quiet --disable-pip-version-check --constraint build/release/constraints.txt \
		"$$(ls dist/*.whl)[voice,postgres]"
	$(BIN)/cyclonedx-py environment build/release/bin/python --pyproject pyproject.toml --output-reproducible \
		--output-file dist/sbom.cdx.json
	cd dist && sha256sum * > SHA256SUMS

$(VENV)/.installed: pyproject.toml $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; choose one with: make PYTHON=python3.13 VENV=.venv-3.13 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement $(LOCK)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

clean: ## Delete the environment and everything that was built
	rm -rf $(VENV) build dist
