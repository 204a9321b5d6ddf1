#!/usr/bin/env bash
# The AWS CLI (v2) against a running Ballast. Usage: smoke.sh http://127.0.0.1:8000
set -euo pipefail

endpoint=${1:?usage: smoke.sh ENDPOINT}
table="smoke-cli-$$-$(date +%s)"
export AWS_ACCESS_KEY_ID=AKIDSMOKE AWS_SECRET_ACCESS_KEY=smoke AWS_DEFAULT_REGION=us-east-1 AWS_DEFAULT_OUTPUT=text
export AWS_PAGER="" AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

db() { /usr/bin/aws dynamodb --endpoint-url "$endpoint" "$@"; }

expect() { # name, expected, actual
    if [[ "$2" != "$3" ]]; then
        echo "FAILED $1: expected '$2', got '$3'" >&2
        exit 1
    fi
    echo "OK $1"
}

db create-table --table-name "$table" --billing-mode PAY_PER_REQUEST \
    --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=sk,AttributeType=N \
    --key-schema AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE >/dev/null
db wait table-exists --table-name "$table"
expect "create table" ACTIVE "$(db describe-table --table-name "$table" --query Table.TableStatus)"

db put-item --table-name "$table" --item '{"pk":{"S":"p"},"sk":{"N":"1"},"word":{"S":"größe"},"n":{"N":"41"}}'
expect "put and get" größe \
    "$(db get-item --consistent-read --table-name "$table" --key '{"pk":{"S":"p"},"sk":{"N":"1"}}' --query Item.word.S)"

if refusal=$(db put-item --table-name "$table" --item '{"pk":{"S":"p"},"sk":{"N":"1"}}' \
    --condition-expression 'attribute_not_exists(pk)' 2>&1); then
    expect "conditional put" refused accepted
fi
expect "conditional put" ConditionalCheckFailedException "$(grep -o ConditionalCheckFailedException <<<"$refusal")"

expect "update" 42 "$(db update-item --table-name "$table" --key '{"pk":{"S":"p"},"sk":{"N":"1"}}' \
    --update-expression 'SET n = n + :one' --expression-attribute-values '{":one":{"N":"1"}}' \
    --return-values UPDATED_NEW --query Attributes.n.N)"

requests=$(for n in $(seq 2 21); do printf '{"PutRequest":{"Item":{"pk":{"S":"p"},"sk":{"N":"%d"}}}},' "$n"; done)
db batch-write-item --request-items "{\"$table\":[${requests%,}]}" >/dev/null
expect "batch write and batch get" 2 "$(db batch-get-item --query "length(Responses.\"$table\")" --request-items \
    "{\"$table\":{\"ConsistentRead\":true,\"Keys\":[{\"pk\":{\"S\":\"p\"},\"sk\":{\"N\":\"2\"}},{\"pk\":{\"S\":\"p\"},\"sk\":{\"N\":\"21\"}}]}}")"

expect "query in pages" "$(seq -s ' ' 15 21)" "$(db query --consistent-read --table-name "$table" --page-size 3 --output json \
    --key-condition-expression 'pk = :p AND sk >= :s' --expression-attribute-values '{":p":{"S":"p"},":s":{"N":"15"}}' \
    --query 'join(`" "`, Items[].sk.N)' | tr -d '"')"

expect "scan in pages" 21 "$(db scan --consistent-read --table-name "$table" --page-size 4 --output json --query 'length(Items)')"

db delete-item --table-name "$table" --key '{"pk":{"S":"p"},"sk":{"N":"1"}}'
expect "delete" "" "$(db get-item --consistent-read --table-name "$table" --key '{"pk":{"S":"p"},"sk":{"N":"1"}}')"

db delete-table --table-name "$table" >/dev/null
db wait table-not-exists --table-name "$table"
if refusal=$(db describe-table --table-name "$table" 2>&1); then
    expect "delete table" refused accepted
fi
expect "delete table" ResourceNotFoundException "$(grep -o ResourceNotFoundException <<<"$refusal" | head -1)"
echo "OK all"
