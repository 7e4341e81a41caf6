# Every target sets up what it needs; `make demo` and `make test` work on a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := voice,postgres,dev

.PHONY: demo test lint format serve bench bench-search bench-doors bench-slow-clients bench-fire bench-api bench-linking bench-understanding bench-hearing bench-try-it clean

demo: $(VENV)/.installed
	$(BIN)/voice-skill demo --out build/demo

test: $(VENV)/.installed
	$(BIN)/pytest -n auto

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: $(VENV)/.installed
	$(BIN)/voice-skill sample-shop
	VOICE_SKILL_VERIFY_REQUESTS=off $(BIN)/voice-skill serve

bench: $(VENV)/.installed
	$(BIN)/python tests/benchmarks/bench_turns.py

bench-doors: $(VENV)/.installed
	$(BIN)/python tests/benchmarks/bench_doors.py

# OPTIONS: such as --quick, --database sqlite, --seed 2.
bench-fire: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks.bench_fire $(OPTIONS)

bench-slow-clients: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks.bench_slow_clients

bench-api: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks.bench_api

# DATA: order lines of a real shop, UCI's Online Retail as CSV. N: so many names; OPTIONS: such as --only speed --full.
bench-search: $(VENV)/.installed
	$(BIN)/python tests/benchmarks/bench_search.py --data $(or $(DATA),$(error Say where: make $@ DATA=file.csv.gz)) \
		$(if $(N),--n $(N)) $(OPTIONS)

bench-linking: $(VENV)/.installed
	$(BIN)/python tests/benchmarks/bench_linking.py

bench-try-it: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks.bench_try_it

# DATA: a folder with model.json and utterances.jsonl, or with model.json, labels.json and WAVs. N: only so many of them.
bench-understanding: $(VENV)/.installed
	$(BIN)/python tests/benchmarks/bench_understanding.py --shop $(if $(DATA),--data $(DATA)) $(if $(N),--sample $(N))

# Besides: NOISE=wav OTHERS=folder DIGITS=folder, looked for beside DATA when not given; N=items, drawn at random.
bench-hearing: $(VENV)/.installed
	$(BIN)/python tests/benchmarks/bench_hearing.py --data $(or $(DATA),$(error Say where: make $@ DATA=folder)) \
		$(if $(NOISE),--noise $(NOISE)) $(if $(OTHERS),--others $(OTHERS)) $(if $(DIGITS),--digits $(DIGITS)) \
		$(if $(N),--n $(N))

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[$(EXTRAS)]"
	touch $@

clean:
	rm -rf $(VENV) build
