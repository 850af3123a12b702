# Needs make and python3 (3.11 or newer) with pip. For another Python: make serve PYTHON=python3.12
# Node.js (20 or newer) with npm is needed only for changes in web/ and sdk/typescript, and for the tests with clients of others.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Stamps record what is installed, so that a second start installs nothing.
CREATED := $(VENV)/.created
DEVELOPMENT := $(VENV)/.development
MODULES := web/node_modules/.stamp
CLIENTS := tests/clients/node_modules/.stamp
SDK := sdk/typescript/node_modules/.stamp

# Empty if there is no Node.js or an older one. Then the tests of web/ are left out.
NPM := $(shell node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null && command -v npm)

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header pyproject.toml

# Everything is installed, unless EXTRAS names the parts: make serve EXTRAS='postgres metrics', or
# EXTRAS= for the core alone (docs/installation.md).
EXTRAS ?= all
EXTRA_NAMES := postgres payments redis jwks metrics uvloop webhooks
ALL_EXTRAS := $(EXTRA_NAMES:%=--extra %)
ifeq ($(EXTRAS),all)
RUNTIME := $(VENV)/.runtime
RUNTIME_LOCKS := requirements.lock
else
NAMED := $(sort $(filter-out page,$(EXTRAS)))
RUNTIME := $(VENV)/.runtime-$(subst $() ,-,core $(NAMED))
RUNTIME_LOCKS := requirements/core.lock $(NAMED:%=requirements/%.lock)
endif

PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal
# Slow tests wait for other programs a third of the time, so three processes keep two processors busy.
WAITING := $(BIN)/python -m pytest --numprocesses $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )) --dist worksteal

# Some environments forbid Python to keep compiled modules. With them, every process of the tests
# starts in half the time.
export PYTHONDONTWRITEBYTECODE :=

# Run the second command, and meanwhile the first one, whose output is shown at the end. Both must
# succeed.
define beside
@log=$$(mktemp) && { { $(1); } >$$log 2>&1 & }; first=$$!; \
	code=0; $(2) || code=$$?; wait $$first || code=$$?; cat $$log; rm $$log; exit $$code
endef

.DELETE_ON_ERROR:
.PHONY: help serve check test test-heavy test-all lint style types audits known-secrets release-schema bench sizes abuse house schema sdk web docs screenshots lock lock-extras clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 13

serve: $(RUNTIME)  ## migrate the database, load the catalog and serve on http://127.0.0.1:8000
	@exec $(BIN)/python -m server serve

check: style  ## lint, and the quick tests: no PostgreSQL, no other programs, no servers, no browser
	$(call beside,$(MAKE) --no-print-directory types,$(PYTEST) --hypothesis-profile=quick -m 'not slow and not heavy')

test: $(DEVELOPMENT) $(if $(NPM),$(MODULES) $(CLIENTS) $(SDK))  ## all tests except the heavy ones, on SQLite and on a PostgreSQL that it installs
	$(call beside,$(if $(NPM),(cd web && npm test) && cd sdk/typescript && npm test,:),$(WAITING) -m 'not heavy')
	@$(if $(NPM),,echo 'left out: the tests of web/, sdk/typescript and clients need Node.js 20 or newer, with npm' >&2)

test-heavy: $(DEVELOPMENT)  ## only the heavy tests, and all properties with many more examples
	$(PYTEST) -m heavy
	$(PYTEST) --hypothesis-profile=thorough -m 'hypothesis and not heavy'

test-all: test test-heavy  ## all tests

lint: style  ## style, formatting, types, secrets, breaking changes of the API, known vulnerabilities
	$(call beside,$(MAKE) --no-print-directory audits,$(MAKE) --no-print-directory types)

audits: $(DEVELOPMENT)  ## secrets in the files, breaking changes of the API, known vulnerabilities
	$(BIN)/python -m tests.audits

known-secrets: $(DEVELOPMENT)  ## accept what the audit takes for secrets; look at it before
	$(BIN)/python -m tests.audits.secrets

release-schema: $(DEVELOPMENT) $(if $(NPM),$(SDK))  ## at a release: clients may rely on the present API from now on
	$(BIN)/python -m tests.audits.released

style: $(DEVELOPMENT)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: $(DEVELOPMENT) $(if $(NPM),$(MODULES) $(SDK))
	$(call beside,$(if $(NPM),(cd web && npm run lint) && cd sdk/typescript && npm run lint,:),$(BIN)/python -m mypy)

bench: $(DEVELOPMENT)  ## compare the service with its database, and write docs/performance.md; ARGS=--help
	$(BIN)/python -m bench $(ARGS)

sizes: $(DEVELOPMENT)  ## install each combination of extras, and write their sizes to docs/installation.md
	$(BIN)/python -m bench.sizes

abuse: $(DEVELOPMENT)  ## attack a server: the stall of others, its memory and its answers; ARGS='aliases 4'
	$(BIN)/python -m tests.abuse $(ARGS)

house:  ## count files, rooms, imports between them, and circles; ARGS=another/checkout
	@$(PYTHON) -m tests.architecture $(ARGS)

schema: $(DEVELOPMENT) $(if $(NPM),$(SDK))  ## write the GraphQL schema to schema/schema.graphql, and the clients made from it
	$(BIN)/python -m server schema > schema/schema.graphql.new
	mv schema/schema.graphql.new schema/schema.graphql
	cd sdk/python && $(CURDIR)/$(BIN)/python -m codegen
	$(if $(NPM),cd sdk/typescript && npm run --silent generate)

sdk: $(DEVELOPMENT) $(if $(NPM),$(SDK))  ## generate the clients from the schema, and build their packages
	cd sdk/python && $(CURDIR)/$(BIN)/python -m codegen
	rm -rf sdk/python/dist sdk/python/build
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir sdk/python/dist ./sdk/python
	rm -rf sdk/python/build sdk/python/*.egg-info
	$(if $(NPM),rm -rf sdk/typescript/dist && cd sdk/typescript && npm run tarball,@echo 'left out: sdk/typescript needs Node.js 20 or newer' >&2)

web: $(MODULES)  ## build the page, GraphiQL and the widget; commit web/dist afterwards
	cd web && npm run codegen && npm run build

docs: $(DEVELOPMENT)  ## build the documentation site; commit docsite/dist afterwards
	$(BIN)/python -m docsite

screenshots: $(DEVELOPMENT) $(MODULES)  ## make the pictures of docs/screenshots with Chromium
	$(BIN)/python -m tests.web.screenshots docs/screenshots

lock: $(CREATED)  ## pin the newest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV_COMPILE) --upgrade $(ALL_EXTRAS) --output-file requirements.lock
	$(UV_COMPILE) --upgrade --constraint requirements.lock $(ALL_EXTRAS) --group dev --output-file requirements-dev.lock
	$(MAKE) --no-print-directory lock-extras

# One file for the core, and one for what each extra adds to it. All have the versions of the others.
lock-extras:
	@mkdir -p requirements
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header tests/support/sdk/litellm.in --output-file tests/support/sdk/litellm.lock
	@$(UV_COMPILE) --constraint requirements-dev.lock --output-file requirements/core.lock >/dev/null
	@for extra in $(EXTRA_NAMES) otel; do \
		$(UV_COMPILE) --constraint requirements-dev.lock --extra $$extra | \
			awk 'NR == FNR { core[$$1] = 1; next } /^[^ #]/ { added = !($$1 in core) } added' \
			requirements/core.lock - > requirements/$$extra.lock || exit 1; \
	done

clean:  ## remove the environment and all caches; databases stay
	rm -rf $(VENV) web/node_modules tests/clients/node_modules sdk/typescript/node_modules web/lib .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CREATED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo 'Python cannot make environments: install its venv module (Debian: python3-venv)' >&2; \
		exit 1; }
	@touch $@

$(RUNTIME): $(RUNTIME_LOCKS) $(CREATED)
	$(PIP_INSTALL) $(RUNTIME_LOCKS:%=--requirement %)
	@touch $@

# Includes the runtime requirements, in the same versions.
$(DEVELOPMENT): requirements-dev.lock $(CREATED)
	$(PIP_INSTALL) --requirement requirements-dev.lock
	@touch $@

$(MODULES): web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

$(SDK): sdk/typescript/package.json sdk/typescript/package-lock.json
	cd sdk/typescript && npm ci --no-audit --no-fund
	@touch $@

$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json
	cd tests/clients && npm ci --no-audit --no-fund
	@touch $@
