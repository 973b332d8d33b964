# Everything is done by course/bootstrap.py; this file only has the short words. On Windows: py course\bootstrap.py read
PYTHON ?= python3

.PHONY: read book test prove lab bench workshop
read:  ## build the book, serve it on this computer and say the address
book:  ## build the book; _build/html/index.html opens from disk too
test:  ## every check that gates a commit
prove: ## the long checks, before a release
lab:   ## the pages as live notebooks in JupyterLab
bench: ## size and speed, beside other ways to do the same: make bench ARGS=pages
workshop: ## a session in a room: make workshop ARGS="--scenario passed-on"

read book test prove lab bench workshop:
	@$(PYTHON) course/bootstrap.py $@ $(ARGS)
