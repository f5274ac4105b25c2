# The two commands of the README are `make demo` and `make test`; each does its own set-up.
.PHONY: demo test check bench build

demo: ## The main job on embedded defaults: a real flow, real traffic, five releases
	@scripts/bootstrap --without-browser
	@scripts/build
	@.build/debug/steady demo $(DEMO)

test: ## All tests, with everything they need started by themselves
	@scripts/bootstrap
	@scripts/build --tests
	@scripts/test

check: ## Format and house rules
	@swift format lint --strict --recursive Package.swift Sources Examples Tests
	@swift test --filter TidyTests

bench: ## Figures of Benchmarks/README.md (needs a release build)
	@scripts/bootstrap --without-browser
	@Benchmarks/run

build:
	@scripts/build
