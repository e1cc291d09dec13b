# The only entry. `make demo` runs Agorama here, `make test` proves it; both install what they need.
# Variables: PORT (8000), VAR (./var), DATABASE_URL, REDIS_URL, DEMO=0, DEMO_PASSWORD, PYTHON (python3).
PYTHON ?= python3
TARGETS = demo test fast lint types bench bless schema messages requirements

.PHONY: $(TARGETS)
.DEFAULT_GOAL = demo

$(TARGETS):
	@exec $(PYTHON) -m scripts.agorama $@
