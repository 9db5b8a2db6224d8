# The two commands are `make run` and `make test`. Without make: `python3 dev.py run`, `python3 dev.py test`.
PY := python3

.PHONY: run test check lint e2e install assets messages lock audit bench
run test check lint e2e install assets messages lock audit bench:
	@$(PY) dev.py $@
