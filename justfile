# The entry point for everyday work. Each recipe is the plain command, so that it can also be typed without `just`.
# `.ci/run` is the gate: it needs only rustup, cargo, a C compiler and git, and runs most of these with a report.

host := `rustc -vV | sed -n 's/^host: //p'`

# All tests: unit, model, threads, memory, doctests (the README too).
test:
    cargo test --workspace --all-features

# The whole gate; `SHORT=1 just ci` leaves out what builds the library again.
ci:
    .ci/run

# The C interface: headers, C tests, symbols, examples, memory checkers. `just c quick` leaves the last ones out.
c *args:
    ffi/tests/run {{args}}

# The main job: hamtrie against its rivals. `just compare --full` for every operation and size.
compare *args:
    cargo run --release -p hamtrie-compare -- {{args}}

# Instructions of each operation, against their budgets; `--renew` makes new budgets, whose commit says why.
instructions *args:
    cargo run --release -p hamtrie-instructions -- {{args}}

# Format everything.
fmt:
    cargo fmt --all

# Formatting and lints, warnings are errors.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features -- -D warnings
    cargo clippy -p hamtrie --lib --no-default-features -- -D warnings

# A thousand random programs, a minute for each threads test, twenty million entries; optimised.
long:
    HAMTRIE_PROGRAMS=1000 HAMTRIE_SECONDS=60 cargo test --release -p hamtrie --test model --test threads
    cargo test --release -p hamtrie --test large -- --ignored

# The library's tests under AddressSanitizer, freed slots of the pool poisoned (needs nightly).
asan:
    RUSTFLAGS="-Zsanitizer=address --cfg pool_asan" cargo +nightly test -p hamtrie --lib --tests --all-features --target {{host}} --target-dir target/asan

# The same with one malloc per node: the only build in which LeakSanitizer sees a lost node.
asan-off:
    RUSTFLAGS="-Zsanitizer=address --cfg pool_off" cargo +nightly test -p hamtrie --lib --tests --all-features --target {{host}} --target-dir target/asan-off

# The threads test under ThreadSanitizer, pool on and pool off: the pool's own lock can hide a race.
tsan:
    RUSTFLAGS="-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer --cfg pool_tsan" cargo +nightly test -p hamtrie --test threads_tsan --target {{host}} --target-dir target/tsan
    RUSTFLAGS="-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer --cfg pool_off" cargo +nightly test -p hamtrie --test threads_tsan --target {{host}} --target-dir target/tsan-off

# The library's tests under memcheck, the pool telling it what is free (needs valgrind).
valgrind:
    RUSTFLAGS="--cfg pool_vg" CARGO_TARGET_{{uppercase(replace(host, "-", "_"))}}_RUNNER="valgrind --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite" cargo test -p hamtrie --lib --tests --all-features --target {{host}} --target-dir target/valgrind

# The documentation, warnings are errors.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Models of all that threads share, in all orders of their steps: what the gate runs. `just verify --full` for hours.
verify *args:
    RUSTFLAGS="--cfg loom" cargo run --release -p hamtrie-verify --target-dir target/loom -- {{args}}

# A service that runs for so many minutes: memory that does not come back, work that becomes slower.
soak minutes:
    cargo run --release -p hamtrie-verify --bin soak -- {{minutes}}

# Plants bugs in a copy of the library, and sees that the models find each of them: ten minutes.
prove *names:
    verify/prove {{names}}

# A fuzz target without a fuzzer, for so many seconds: ops, c, pool or serde. fuzz/README.md says how to run cargo-fuzz.
fuzz target seconds="60":
    RUSTFLAGS="--cfg fuzzing" cargo run --release -p hamtrie-fuzz --target-dir target/fuzzing -- random {{target}} --seconds {{seconds}}

# The same under AddressSanitizer, freed blocks of the pool poisoned (needs nightly).
fuzz-asan target seconds="60":
    RUSTFLAGS="-Zsanitizer=address --cfg fuzzing --cfg pool_asan" cargo +nightly run --release -p hamtrie-fuzz --target {{host}} --target-dir target/fuzzing-asan -- random {{target}} --seconds {{seconds}} --save-each target/last-input

# The library's tests on other processors: i686, and by emulation aarch64 and s390x, which is big-endian.
platforms *names:
    .ci/platforms {{names}}

# Changes the engine in one place after the other, and sees whether a test notices (needs cargo-mutants). One shard of many, as
# `just mutants 0/60`; a shard that was interrupted goes on where it was.
mutants shard:
    cargo mutants --package hamtrie --shard {{shard}} --output target --iterate

# What changed in the public interface since a revision, and whether the version says so: `just semver v0.1.0`.
semver revision:
    cargo semver-checks -p hamtrie -p hamtrie-imbl --all-features --baseline-rev {{revision}}
