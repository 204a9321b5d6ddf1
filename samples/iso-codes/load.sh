#!/usr/bin/env bash
# Makes three tables and fills one or more of them, by default Countries, through the AWS CLI. The data are ISO 3166 and 639.
# Usage: load.sh [--endpoint URL] [Countries] [Subdivisions] [Languages]
# They come with Debian's package iso-codes; ISO_CODES names another directory.
set -euo pipefail

export ENDPOINT=http://127.0.0.1:8000
if [[ ${1:-} == --endpoint ]]; then
    ENDPOINT=${2:?usage: load.sh --endpoint URL}
    shift 2
fi
tables=("$@")
((${#tables[@]})) || tables=(Countries)
source=${ISO_CODES:-/usr/share/iso-codes/json}
here=$(cd "$(dirname "$0")" && pwd)
export AWS_ACCESS_KEY_ID=${AWS_ACCESS_KEY_ID:-local} AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY:-local}
export AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-us-east-1} AWS_PAGER=""

[[ -d $source ]] || { echo "There is no $source. Install the package iso-codes, or set ISO_CODES." >&2; exit 1; }
requests=$(mktemp -d)
trap 'rm -rf "$requests"' EXIT

db() { aws dynamodb "$@" --endpoint-url "$ENDPOINT"; }

create() { # table, then the rest of create-table; nothing where the table is there already
    grep -qw "$1" <<<"$existing" && return
    db create-table --billing-mode PAY_PER_REQUEST --table-name "$@" >/dev/null
    db wait table-exists --table-name "$1"
}

# One request. What the service leaves over is an error here: there is nothing to throttle it.
write() {
    left=$(aws dynamodb batch-write-item --endpoint-url "$ENDPOINT" --request-items "file://$1" --query 'length(UnprocessedItems)')
    [[ $left == 0 ]] || { echo "$1: not everything was written" >&2; return 1; }
    printf .
}
export -f write

for table in "${tables[@]}"; do
    python3 "$here/batches.py" "$source" "$requests" "$table"
done

existing=$(db list-tables --query TableNames --output text)
create Countries \
    --attribute-definitions AttributeName=alpha_2,AttributeType=S \
    --key-schema AttributeName=alpha_2,KeyType=HASH
create Subdivisions \
    --attribute-definitions AttributeName=country,AttributeType=S AttributeName=code,AttributeType=S AttributeName=name,AttributeType=S \
    --key-schema AttributeName=country,KeyType=HASH AttributeName=code,KeyType=RANGE \
    --local-secondary-indexes 'IndexName=ByName,KeySchema=[{AttributeName=country,KeyType=HASH},{AttributeName=name,KeyType=RANGE}],Projection={ProjectionType=ALL}'
create Languages \
    --attribute-definitions AttributeName=alpha_3,AttributeType=S \
    --key-schema AttributeName=alpha_3,KeyType=HASH

# A batch is 25 items and one start of the CLI, which is where the time goes; so as many run at once as there are processors.
printf '%s\0' "$requests"/*.json | xargs -0 -n 1 -P "$(getconf _NPROCESSORS_ONLN)" bash -c 'write "$0"'
echo " loaded"
