#!/usr/bin/env bash
# The core table of docs/performance.md: Ballast, the floor and DynamoDB Local, side by side on this machine.
#
#   DYNAMODB_LOCAL_JAR  path of DynamoDBLocal.jar; without it DynamoDB Local is left out
#   RUNS                interleaved runs of each (5)
#   RUN_SECONDS         length of a run (10)
#   LARGE               items of the large table (2000000)
#   RESULTS             where JSON and tables go (bench/results)
#   KEEP_BUILD          when set, what was published last time is measured again
#   STOLEN_MAX          milliseconds stolen from the machine beyond which a run is made again (25)
#   STEPS               which of "start compare flat" to do (all)
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${RUNS:-5}
seconds=${RUN_SECONDS:-10}
large=${LARGE:-2000000}
results=${RESULTS:-$PWD/bench/results}
stolen=${STOLEN_MAX:-25}
steps=${STEPS:-start compare flat}
out=$PWD/artifacts/bench
mkdir -p "$results"

if [[ -z "${BENCH_ISOLATED:-}" && -z "${KEEP_BUILD:-}" ]]; then
    runtime=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -1)
    dotnet publish src/Ballast -c Release -r "$runtime" --self-contained false -p:PublishReadyToRun=true -o "$out/server" --nologo -v quiet
    dotnet publish bench/Ballast.Bench -c Release -r "$runtime" --self-contained false -p:PublishReadyToRun=true -o "$out/bench" \
        --nologo -v quiet
fi

# DynamoDB Local listens on every interface and cannot be told otherwise, so everything runs where there is only loopback.
if [[ -n "${DYNAMODB_LOCAL_JAR:-}" && -z "${BENCH_ISOLATED:-}" ]]; then
    if [[ $(uname) == Linux ]] && unshare -rn ip link set lo up 2>/dev/null; then
        BENCH_ISOLATED=1 exec unshare -rn bash -c 'ip link set lo up && exec "$0" "$@"' "$PWD/bench/run-core.sh" "$@"
    fi
    echo "skipped: DynamoDB Local, because no network of its own can be made here (unshare -rn)" >&2
    unset DYNAMODB_LOCAL_JAR
fi

bench=$out/bench/Ballast.Bench
servers=(
    --server "ballast=\"$out/server/ballast\" --port {port} --data \"{data}\""
    --server "floor=\"$bench\" floor --port {port}"
)
if [[ -n "${DYNAMODB_LOCAL_JAR:-}" ]]; then
    native=$(dirname "$DYNAMODB_LOCAL_JAR")/DynamoDBLocal_lib
    servers+=(--server "dynamodb-local=java -Djava.library.path=\"$native\" -jar \"$DYNAMODB_LOCAL_JAR\" -inMemory -disableTelemetry -port {port}")
else
    echo "skipped: DynamoDB Local (set DYNAMODB_LOCAL_JAR to the path of DynamoDBLocal.jar)" >&2
fi

wants() { [[ " $steps " == *" $1 "* ]]; }

{
    echo "$(date -u +%FT%TZ), $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || true)"
    echo
} | tee "$results/core.md"

failed=0
if wants start; then
    "$bench" start "${servers[@]}" --runs "$runs" --data-root "$out/data" --json "$results/start.json" \
        | tee -a "$results/core.md" || failed=1
fi
if wants compare; then
    "$bench" compare "${servers[@]}" --first ballast --constant floor --prepare --workload get --workload put \
        --records 10000 --connections 64 --runs "$runs" --stolen-max "$stolen" --seconds "$seconds" --first-warm-up 20 \
        --data-root "$out/data" --json "$results/compare.json" | tee -a "$results/core.md" || failed=1
fi
if wants flat; then
    "$bench" flat "${servers[@]:0:2}" --prepare --large "$large" --small 10000 --load 0.4 --connections 64 \
        --runs "$runs" --stolen-max "$stolen" --seconds "$seconds" --data-root "$out/data" --json "$results/flat.json" | tee -a "$results/core.md" || failed=1
fi
exit $failed
