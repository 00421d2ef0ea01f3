# make demo    audits samples/ into out/ and shows the report
# make test    all tests, style, types and import floors among them
# make golden  writes the expected outputs in tests/golden anew; read the diff before you keep it
# make clean   removes what these made
# Needs Python 3.11 or later and make, nothing else; another Python: make test PYTHON=/path/to/python3.12

CANDIDATES := python3 python3.11 python3.12 python3.13 python3.14
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
FOUND := $(shell for p in $(CANDIDATES); do $$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p; done; true)
PYTHON ?= $(firstword $(FOUND))

VENV := .venv
BIN := $(VENV)/bin
METADATA := setup.cfg setup.py pyproject.toml

.PHONY: demo test golden clean

demo: $(VENV)/demo.installed
	@mkdir -p out
	@$(BIN)/compliance audit samples \
		--output html=out/report.html \
		--output findings=out/findings.jsonl --output csv=out/findings.csv \
		--output agents=out/agents.jsonl --output summary=out/summary.json
	@printf '\n%s\n' '报告 Reports:'
	@printf '  out/%-16s %s\n' report.html '网页报告，用浏览器打开 the report as a page, open it in a browser' \
		findings.csv '问题表，可用表格软件打开 findings as a table' \
		findings.jsonl '问题，每行一个 findings, one a line' \
		agents.jsonl '客服成绩 scorecards of the agents' \
		summary.json '汇总 summary'

test: $(VENV)/test.installed
	$(BIN)/python -m pytest

golden: $(VENV)/test.installed
	$(BIN)/python -m pytest --renew-golden

clean:
	rm -rf $(VENV) out build dist *.egg-info .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/demo.installed: $(VENV)/pyvenv.cfg $(METADATA)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --editable .
	@touch $@

$(VENV)/test.installed: $(VENV)/pyvenv.cfg $(METADATA)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --editable '.[test]'
	@touch $@

$(VENV)/pyvenv.cfg:
	@[ -n '$(PYTHON)' ] || { echo '需要 Python 3.11 或更新的版本 / Python 3.11 or later is needed' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '这个 Python 建不了虚拟环境，请先安装 venv，例如：apt-get install python3-venv' >&2; \
		echo 'This Python cannot make virtual environments; install venv first, e.g. apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
