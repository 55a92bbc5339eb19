# What developers use every day. `just` alone lists it.

set positional-arguments

export PATH := justfile_directory() / ".venv/bin" + ":" + env("PATH")

_list:
    @just --list

# make or refresh the environment in .venv
devenv:
    ./run test --version

# serve a small demonstration neighbourhood
run *args:
    ./run demo "$@"

# the tests, without the slow ones
test *args:
    ./run test "$@"

# Spark beside the environment, for the tests that ask a real one; Java 17 must be there
spark:
    python -m ensurepip >/dev/null
    python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/spark.lock

# the pure rules only: no database, a few seconds
test-core *args:
    python -m pytest tests/core tests/spec tests/properties "$@"

# every test, the slow ones too
test-all *args: devenv spark
    KITH_REQUIRE_ALL=1 KITH_HYPOTHESIS=search ./run test -m "slow or not slow" "$@"

# what a change must pass besides the tests
check:
    ruff check .
    ruff format --check .
    KITH_DEMO=1 mypy
    lint-imports
    KITH_DEMO=1 kith manage makemigrations --check --dry-run
    KITH_DEMO=1 kith docs --check

# put right what a machine can put right
fix:
    ruff check --fix .
    ruff format .

# rewrite the golden month; explain the difference in the commit
golden:
    python -m pytest tests/golden --golden-rewrite

# rewrite the generated reference pages
docs:
    KITH_DEMO=1 kith docs

# follow one visit through the house in Chromium
journeys *args:
    python -m pytest -m journey "$@"

# the same, and keep the pictures the README shows
screenshots:
    KITH_SCREENSHOTS=docs/screenshots python -m pytest -m journey

# time the pages and the rota engine; results go to benchmarks/
bench:
    python -m benchmarks

# rebuild the style sheet and the other files of the pages
frontend:
    python frontend/build.py

# write requirements/*.lock anew (needs uv)
lock:
    uv lock --upgrade
    uv export --quiet --frozen --group test --group build --no-emit-local --no-emit-index-url --no-header --no-annotate --output-file requirements/main.lock
    uv export --quiet --frozen --only-group node --no-emit-local --no-emit-index-url --no-header --no-annotate --output-file requirements/node.lock
    uv export --quiet --frozen --only-group zig --no-emit-local --no-emit-index-url --no-header --no-annotate --output-file requirements/zig.lock
    rm uv.lock
    echo 'pyspark>=4.0' | uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url --output-file requirements/spark.lock -
