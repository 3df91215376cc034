# Compiled modules are kept whatever the shell says: Paraf starts many short-lived processes, and each
# would compile all of it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: bench-catalogue flood help setup setup-tests setup-programs demo test test-long test-programs check bench kill-demo torture attack-signatures data-variants mutate-signatures hostile reasons templates lock one-at-a-time walks jail crashpoints powercut item-schema archive-faults simulate-year years-of-signatures restore-drill

help:
	@echo "make demo       set up, then play one whole cycle in this folder's sample office"
	@echo "make test       set up, then run all tests"
	@echo "make test-long      the tests that take minutes"
	@echo "make test-programs  letters signed by other people's programs (installs node, endesive)"
	@echo "make check      style, types and the walls between rooms"
	@echo "make bench      speed, as ratios in one run (BERKAS=2000 in the old office; 10000 takes longer)"
	@echo "make bench-catalogue  the archive's page in Chromium and Firefox (ITEMS=20000)"
	@echo "make flood      10 000 files on twenty outboxes: time, memory, fairness, pick-up (FILES=10000)"
	@echo "make kill-demo  kill the daemon at 50 random moments of a demo (KILLS=50)"
	@echo "make torture    kill the daemon at 200 random moments over loaded offices (KILLS=2000)"
	@echo "make one-at-a-time  start many Parafs at once in one office, one may work (STARTS=1000)"
	@echo "make walks      people's gestures at random against a simple model (EXAMPLES=100)"
	@echo "make simulate-year  an office's year at random against its people's own accounts (YEARS=1 SEED=2026)"
	@echo "make crashpoints  a fault at every system call that changes the disk (EVERY=1; hours)"
	@echo "make powercut   cut the power of an office on a loop disk, as root (CUTS=50)"
	@echo "make attack-signatures  hand in attacked letters, none may be accepted (KEEP=folder keeps them)"
	@echo "make mutate-signatures  change signed letters at random, none may be accepted (N=20000)"
	@echo "make jail       let a stand-in converter misbehave in every way it knows, in every jail"
	@echo "make hostile    drop every hostile file there is, none may be opened, and ordinary ones beside them"
	@echo "make data-variants  data forms filled in every way there is, each with its verdict"
	@echo "make reasons    write docs/kode-alasan.md from the catalogue of reasons"
	@echo "make years-of-signatures  timestamps renewed over thirty years, with real services and a moved clock"
	@echo "make archive-faults  spoil a filed archive at random, each fault must be named (N=1000)"
	@echo "make restore-drill  destroy offices and bring them back, with a daemon at work and kills"
	@echo "make item-schema  write the JSON Schema that is filed with every berkas"
	@echo "make templates  build the sample Word templates anew"
	@echo "make lock       renew the locked dependencies"

setup:
	@tools/setup.sh

setup-tests:
	@tools/setup.sh tests

setup-programs:
	@tools/setup.sh programs

demo: setup
	@.venv/bin/paraf demo

# Three on two cores: a third of the time is waiting.
test: setup-tests
	.venv/bin/python -m pytest -n 3 --dist worksteal

test-long: setup-tests
	.venv/bin/python -m pytest -n 3 --dist worksteal -m long

test-programs: setup-programs
	.venv/bin/python -m pytest -n 2 --dist worksteal -m programs

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: BERKAS ?= 2000
bench: setup
	BERKAS=$(BERKAS) .venv/bin/python -m tools.bench

ITEMS ?= 20000
bench-catalogue: setup-tests
	.venv/bin/python -m tools.bench_catalogue $(ITEMS)

kill-demo: KILLS ?= 50
kill-demo: setup
	.venv/bin/python -m tools.kill_demo $(KILLS)

torture: KILLS ?= 200
torture: setup
	.venv/bin/python -m tools.torture $(KILLS)

STARTS ?= 1000
one-at-a-time: setup
	.venv/bin/python -m tools.one_at_a_time $(STARTS)

EXAMPLES ?= 100
walks: setup-tests
	.venv/bin/python -m tools.walks $(EXAMPLES)

YEARS ?= 1
SEED ?= 2026
simulate-year: setup-tests
	.venv/bin/python -m tools.year $(YEARS) --seed $(SEED)

FILES ?= 10000
flood: setup
	.venv/bin/python -m tools.flood $(FILES)

EVERY ?= 1
crashpoints: setup-tests
	.venv/bin/python -m tools.crashpoints --every $(EVERY)

CUTS ?= 50
powercut: setup-tests
	.venv/bin/python -m tools.powercut $(CUTS)
	.venv/bin/python -m tools.powercut 4 --without-fsync

attack-signatures: setup
	.venv/bin/python -m tools.attack_signatures $(if $(KEEP),--keep "$(KEEP)")

mutate-signatures: N ?= 20000
mutate-signatures: setup
	.venv/bin/python -m tools.mutate_signatures $(N)

jail: setup-tests
	.venv/bin/python -m tools.jail

hostile: setup-tests
	.venv/bin/python -m tools.hostile

data-variants: setup-tests
	.venv/bin/python -m tools.data_variants

reasons: setup
	.venv/bin/python -m tools.reason_codes

years-of-signatures: setup-tests
	.venv/bin/python -m pytest -m "long or not long" --timeout 600 tests/acceptance/test_renewal.py tests/integration/test_signing_years.py

archive-faults: N ?= 1000
archive-faults: setup-tests
	.venv/bin/python -m tools.archive_faults $(N)

restore-drill: setup-tests
	.venv/bin/python -m pytest -n 0 -m "long or not long" tests/integration/test_backup_faults.py \
	  tests/acceptance/test_restore_drill.py tests/acceptance/test_restore_drill_long.py

item-schema: setup
	.venv/bin/python -m tools.item_schema

templates: setup
	.venv/bin/python -m tools.templates

lock: setup
	.venv/bin/python -m pip install -q pip-tools
	.venv/bin/pip-compile -q --strip-extras --generate-hashes --no-header --no-emit-options \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --upgrade \
	  --output-file requirements/run.txt pyproject.toml
	.venv/bin/pip-compile -q --strip-extras --generate-hashes --no-header --no-emit-options \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --upgrade \
	  --allow-unsafe --extra dev --output-file requirements/dev.txt pyproject.toml
