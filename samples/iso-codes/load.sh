#!/usr/bin/env bash
# Loads countries, their subdivisions and the world's languages (ISO 3166 and 639) into three tables, through the AWS CLI.
# Usage: load.sh [ENDPOINT]        The data comes with Debian's package iso-codes; ISO_CODES names another directory.
set -euo pipefail

export ENDPOINT=${1:-http://127.0.0.1:8000}
source=${ISO_CODES:-/usr/share/iso-codes/json}
here=$(cd "$(dirname "$0")" && pwd)
export AWS_ACCESS_KEY_ID=${AWS_ACCESS_KEY_ID:-local} AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY:-local}
export AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-us-east-1} AWS_PAGER=""

[[ -d $source ]] || { echo "There is no $source. Install the package iso-codes, or set ISO_CODES." >&2; exit 1; }
requests=$(mktemp -d)
trap 'rm -rf "$requests"' EXIT

db() { aws dynamodb "$@" --endpoint-url "$ENDPOINT"; }

create() { # table, then the rest of create-table
    db create-table --billing-mode PAY_PER_REQUEST --table-name "$@" --query TableDescription.TableName --output text
    db wait table-exists --table-name "$1"
}

# One request. What the service leaves over is an error here: there is nothing to throttle it.
write() {
    left=$(aws dynamodb batch-write-item --endpoint-url "$ENDPOINT" --request-items "file://$1" --query 'length(UnprocessedItems)')
    [[ $left == 0 ]] || { echo "$1: not everything was written" >&2; return 1; }
}
export -f write

create Countries \
    --attribute-definitions AttributeName=alpha_2,AttributeType=S \
    --key-schema AttributeName=alpha_2,KeyType=HASH
create Languages \
    --attribute-definitions AttributeName=alpha_3,AttributeType=S \
    --key-schema AttributeName=alpha_3,KeyType=HASH
create Subdivisions \
    --attribute-definitions AttributeName=country,AttributeType=S AttributeName=code,AttributeType=S AttributeName=name,AttributeType=S \
    --key-schema AttributeName=country,KeyType=HASH AttributeName=code,KeyType=RANGE \
    --local-secondary-indexes 'IndexName=ByName,KeySchema=[{AttributeName=country,KeyType=HASH},{AttributeName=name,KeyType=RANGE}],Projection={ProjectionType=ALL}'

python3 "$here/batches.py" "$source" "$requests"
# The time goes into starting the CLI some 530 times, so several run at once.
printf '%s\0' "$requests"/*.json | xargs -0 -n 1 -P "$(nproc)" bash -c 'write "$0"'
echo "Loaded."
