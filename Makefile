# Two commands are all that a newcomer needs: `make demo` and `make test`. Both set up what is missing first.
.PHONY: demo test setup lint fuzz bench webui extension extension-test browser-test regenerate

CARGO_TEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo 'cargo nextest run' || echo 'cargo test')

demo: ## Builds PerfSight, plants a slow-down and shows that exactly it is found. KEEP=1 keeps the dashboard serving.
	./setup.sh demo
	cargo run --locked --quiet -- demo $(if $(KEEP),--keep)

test: ## Everything that has to hold: style, rules of the house, units, both databases, real browsers, the dashboard.
	./setup.sh test
	$(MAKE) --no-print-directory lint
	cargo build --workspace --locked
	$(CARGO_TEST) --workspace --locked
	cargo test --workspace --locked --doc --quiet
	$(MAKE) --no-print-directory webui
	git diff --exit-code -- webui/dist
	$(MAKE) --no-print-directory extension-test
	$(MAKE) --no-print-directory browser-test

lint: ## Formatting and lints alone.
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

webui: ## Checks and builds the dashboard into webui/dist, which is committed and embedded in the binary.
	cd webui && npm ci --no-audit --no-fund --loglevel=error && npm run check && npm run build

extension: ## Builds the ChromeOS extension into agent/chromeos-extension/dist: a folder to load and an archive, each in two forms.
	cd agent/chromeos-extension && npm ci --no-audit --no-fund --loglevel=error && npm run build

extension-test: extension ## Types, style and units of the extension, and the extension itself in a real Chromium.
	cd agent/chromeos-extension && npm run check && PERFSIGHT_BINARY="$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/perfsight" npm run test:browser

browser-test: ## The dashboard as people use it: stories in a real Chromium, on a lab of the built binary with measured runs.
	cd tests/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error && npm run check && npm test

regenerate: ## Rewrites everything that is generated and committed: protocol, schema, OpenAPI document, API types.
	PERFSIGHT_REGENERATE=1 cargo test --locked -p protocol --test generated
	PERFSIGHT_REGENERATE=1 cargo test --locked -p scenarios --test library
	PERFSIGHT_REGENERATE=1 cargo test --locked -p controller --test openapi
	cd webui && npm run generate

fuzz: ## Lets a fuzzer search one parser: make fuzz PACKAGE=controller TEST=packages::… SECONDS=60; see tests/fuzz.sh.
	tests/fuzz.sh $(PACKAGE) $(TEST) $(SECONDS)

bench: ## Prints the figures that README quotes, each beside its peer, measured in the same run.
	./setup.sh bench
	./benches/peers.sh
	cargo bench --locked --bench overhead --bench collector --bench dispatch --bench verdicts \
		--bench intake --bench sockets --bench large --bench dashboard

setup: ## Installs what demo and test need, and nothing that is there already.
	./setup.sh test
