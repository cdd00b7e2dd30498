# Everything is in dev.py; `make` alone lists what there is.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
ifeq ($(PYTHON),)
  $(error bastide needs Python 3.11 or later)
endif

.DEFAULT_GOAL := help
.PHONY: help setup run test test-postgres lint fix messages migrate seed lock bench crawl screenshots assets dist
help setup run test test-postgres lint fix messages migrate seed lock bench crawl screenshots assets dist:
	@$(PYTHON) dev.py $@
