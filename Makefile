# Two commands: `make demo` and `make test`. What they do is in tools/, in Python alone.

PYTHON ?= python3
OFFICE = $(PYTHON) -m tools

export KOOPERACJE_CACHE ODOO_HOME PORT RESET ONLY SHUFFLE KEEP FILES SEED PEOPLE DURATION CLOCK KILLS

.DEFAULT_GOAL := help
.PHONY: help demo test test-run stop core-test mutate clock upgrade-test uninstall-test bench load kill twin fuzz lint where doctor shell psql lock clean

help: ## Show this list
	@echo "Kooperacje: an Odoo 19 addon for co-operation of agencies that help families."
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18
	@echo
	@echo "Settings, as in \`make demo PORT=8070\`:"
	@echo "  PORT=8069             where the demo answers, on 127.0.0.1"
	@echo "  RESET=1               start the demo over, with a new database"
	@echo "  ODOO_HOME=            an Odoo 19 you have already: a checkout or an installed one"
	@echo "  ONLY=TestPlan         of the tests a room (casework), a class or one test (TestPlan.test_x), without lint, on"
	@echo "                        the database of the last run; RESET=1 makes it anew"
	@echo "  SHUFFLE=7             the classes of tests in another order, that of this number"
	@echo "  ONLY=figures          one part of the bench (exchange, figures, finding, papers, privacy, region or wave), of the load"
	@echo "                        (people or answers) or of the comparison with core (suites, requests or community)"
	@echo "  ONLY=K3D-129          what \`make where\` looks for (ONLY='tool 19', ONLY='u.p.s. art. 100')"
	@echo "  CLOCK=+60d            the moment of the moved clock: so many days from now, 2028-02-29, or 2027-12-31T23:30 (UTC)"
	@echo "  PEOPLE=50             how many people work at once under load, for DURATION=180 seconds"
	@echo "  KILLS=100             how often writes are ended in their middle"
	@echo "  FILES=10000           how many damaged files of each kind the fuzz reads"
	@echo "  SEED=7                the fuzz tells the stories of a case from this seed again"
	@echo "  KOOPERACJE_CACHE=     where everything is kept (~/.cache/kooperacje)"

demo: ## Install what is missing, start Odoo with the demo, print the address and the logins
	@$(OFFICE) demo

# When tests fail make would add a line of its own after the last one, `N passed, N failed`. Asked a question (-q)
# it ends with exit code 1 in silence instead; the plus sign has the tests run all the same.
ifneq ($(filter test,$(MAKECMDGOALS)),)
MAKEFLAGS += --question
FAILED := $(shell mktemp --dry-run)
endif

test: test-run ## Install what is missing, then lint and run every test, browser tours included; ONLY= runs a few
	$(shell rm $(FAILED) 2>/dev/null && echo false)

test-run:
	-+@$(OFFICE) test || touch $(FAILED)

stop: ## End what was started here
	@$(OFFICE) stop

core-test: ## Compare core's own tests and requests with the addon and without it, and install it beside others
	@$(OFFICE) core-test

mutate: ## Switch off each override of core, one by one, and see whether a test notices
	@$(OFFICE) mutate

clock: ## Run every test with the clock moved to four moments still to come, or to CLOCK=; ONLY= runs a few
	@$(OFFICE) clock

upgrade-test: ## Bring an early database to the present, twice, and compare it with a new one
	@$(OFFICE) upgrade-test

uninstall-test: ## Install the addon beside others, use it, uninstall it and show that nothing is left
	@$(OFFICE) uninstall-test

bench: ## Measure the boards on 100,000 cases, a basket of 50,000 services going out and coming in, figures of 200,000 cases
	@$(OFFICE) bench

load: ## Have fifty people work at once, half of them beside the addon, and sixty answer one questionnaire
	@$(OFFICE) load

kill: ## End the heaviest writes in their middle, a hundred times, and look at what is left
	@$(OFFICE) kill

twin: ## Run two Odoos on one database, as on two machines, and try what they must share
	@$(OFFICE) twin

fuzz: ## Read 10,000 damaged files of each kind, and say how many were read
	@$(OFFICE) fuzz

lint: ## Run ruff and pylint-odoo only
	@$(OFFICE) lint

where: ## List the files that name a requirement, an article or a tool: ONLY=K3D-129
	@$(OFFICE) where

doctor: ## Say what is wrong with the demo's database and server, and mend what can be mended
	@$(OFFICE) doctor

shell: ## Open Odoo's Python shell on the demo
	@$(OFFICE) shell

psql: ## Open psql on the demo
	@$(OFFICE) psql

lock: ## Choose the newest versions for requirements.lock (needs the pip-compile of Debian 12's own Python)
	pip-compile --quiet --upgrade --generate-hashes --strip-extras --no-header --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --no-emit-options -o requirements.lock requirements.in

clean: ## End what was started here and remove everything but the repository
	@$(OFFICE) clean
