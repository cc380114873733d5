# Every target is a command of dev.py, which says what each one does: python3 dev.py
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run dev test check format bench attack scale pictures manage lock

help:
	@$(PYTHON) dev.py

setup run dev test check format bench attack scale pictures manage lock:
	@$(PYTHON) dev.py $@ $(ARGS)
