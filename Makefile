# Every target does its own set-up on a bare machine. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help deps dev test test-all build lint bench pictures clean browser parts long-parts

# Backstage wants Node 22 or 24. The npm package `node` carries the real
# binary, so another Node on the machine is enough to get the right one.
SYSTEM_NODE := $(shell node -p 'process.versions.node.split(".")[0]' 2>/dev/null)
ifeq ($(filter $(SYSTEM_NODE),22 24),)
NODE_DIR := $(CURDIR)/.tools/node_modules/node/bin
NODE := $(NODE_DIR)/node
export PATH := $(NODE_DIR):$(PATH)
else
NODE := $(shell command -v node)
endif
YARN := $(NODE) $(CURDIR)/.yarn/releases/yarn-4.18.1.cjs
export CI ?=

help: ## List the targets
	@echo "Targets (each does its own set-up):"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

$(CURDIR)/.tools/node_modules/node/bin/node:
	@command -v npm >/dev/null || { echo "Neither Node 22 / 24 nor npm is here. Install Node 24, then try again."; exit 1; }
	@echo "Node $(or $(SYSTEM_NODE),is missing); fetching Node 24 into .tools"
	@mkdir -p .tools && npm install --prefix .tools --no-save --no-audit --no-fund --loglevel=error node@24

ifeq ($(filter $(SYSTEM_NODE),22 24),)
node_modules/.yarn-state.yml: $(NODE)
endif
node_modules/.yarn-state.yml: yarn.lock package.json
	@echo "Installing dependencies (about two minutes the first time)"
	@log=$$(mktemp); $(YARN) install --immutable >$$log 2>&1 || { cat $$log; exit 1; }; rm -f $$log
	@touch $@

deps: node_modules/.yarn-state.yml ## Install Node (if needed) and the dependencies

dev: deps ## Start the portal; CLUSTER=real, KUBECONFIG=file, PORT=, BACKEND_PORT=
	@cd testbed && exec $(NODE) --import tsx src/dev/main.ts \
	  $(if $(filter command line,$(origin KUBECONFIG)),--kubeconfig $(abspath $(patsubst ~/%,$(HOME)/%,$(KUBECONFIG)))) \
	  $(if $(CONTEXT),--context $(CONTEXT)) \
	  $(if $(CLUSTER),--cluster $(CLUSTER)) $(if $(PORT),--port $(PORT)) $(if $(BACKEND_PORT),--backend-port $(BACKEND_PORT))

browser:
	@if [ -z "$$CHROMIUM_PATH" ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser journeys"; \
	  (apt-get update && apt-get install -y --no-install-recommends chromium) >/tmp/chromium-install.log 2>&1 || echo "Chromium could not be installed; the browser journeys will be skipped"; fi

# What cannot be had here is skipped by the suites that need it, counted and named.
parts: deps
	@$(YARN) testbed build kubernetes postgres prometheus alertmanager || echo "Some real parts are missing; the suites that need them will be skipped"

# What takes long to build, for the long tier alone.
long-parts: parts
	@$(YARN) testbed build loki || echo "Loki is missing; the suites that need it will be skipped"

test: deps browser parts ## Types, lint, unit, contract suites, real parts, browser journeys
	@$(NODE) .ci/test.mjs quick

test-all: deps browser long-parts ## What takes long on top: the scratch portal and the long schedules
	@$(NODE) .ci/test.mjs long

build: deps ## Build every package
	@$(YARN) tsc && $(YARN) build

lint: deps ## Formatting, lint, types, API reports, dependencies, ways between rooms
	@$(NODE) .ci/test.mjs lint

bench: deps browser parts ## Measure against the peers and print the ratios
	@$(YARN) workspace @internal/bench bench

pictures: deps browser ## Renew the pictures of the README and the docs
	@PICTURES=1 $(NODE) .ci/test.mjs journeys

clean: ## Remove everything that was built or fetched here
	@rm -rf .tools .dev node_modules */*/node_modules */*/dist dist-types e2e/artefacts
