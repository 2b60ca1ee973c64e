#!/bin/sh
# Lets libFuzzer search one of the fuzz tests for input that breaks its promise; Rust's stable compiler is enough.
# usage: tests/fuzz.sh PACKAGE TEST [SECONDS]     e.g. tests/fuzz.sh controller packages::no_archive_gets_out_of_its_folder_or_over_its_limits 60
# Starts from what lies in `__fuzz__` beside the test. What it finds to be new goes to target/fuzz/corpus, what breaks the
# test goes beside the test, where every later run of the tests replays it.
set -eu

[ $# -ge 2 ] || {
    echo "usage: tests/fuzz.sh PACKAGE TEST [SECONDS]" >&2
    exit 2
}
package=$1 test=$2 seconds=${3:-60}
cd "$(dirname "$0")/.."
case "$package" in
controller) beside=controller/tests/fuzz ;;
dataset) beside=adapters/dataset/tests ;;
scenarios) beside=scenarios/tests ;;
*)
    echo "tests/fuzz.sh: \`$package\` has no fuzz tests; take controller, dataset or scenarios" >&2
    exit 2
    ;;
esac
target=${FUZZ_TARGET_DIR:-target/fuzz}
name=$(echo "$test" | sed 's/::/__/g')
found=$target/corpus/$name known=$beside/__fuzz__/$name
mkdir -p "$found" "$known/corpus" "$known/crashes"
found=$(realpath "$found") known=$(realpath "$known")

host=$(rustc -vV | sed -n 's/^host: //p')
export BOLERO_FUZZER=libfuzzer CARGO_PROFILE_DEV_OPT_LEVEL=1
export RUSTFLAGS="--cfg fuzzing --cfg fuzzing_libfuzzer -Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
# With a target named, build scripts and macros are built without the instruments.
build="cargo test --locked --target $host --target-dir $target --package $package --test fuzz"
$build --no-run
export BOLERO_TEST_NAME="$test" BOLERO_LIBTEST_HARNESS=1
export BOLERO_LIBFUZZER_ARGS="$found $known/corpus $known/crashes -artifact_prefix=$known/crashes/ -max_total_time=$seconds -timeout=30 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1"
exec $build -- "$test" --exact --nocapture --quiet --test-threads 1
