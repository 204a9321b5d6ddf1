"""The AWS SDK for Python against a running Ballast. Usage: /usr/bin/python3 smoke.py http://127.0.0.1:8000"""

import os
import sys
import time
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config

if len(sys.argv) != 2:
    sys.exit("usage: smoke.py ENDPOINT")

OPTIONS = {
    "endpoint_url": sys.argv[1],
    "region_name": "us-east-1",
    "aws_access_key_id": "AKIDSMOKE",
    "aws_secret_access_key": "smoke",
    "config": Config(retries={"max_attempts": 0}),
}
NAME = f"smoke-python-{os.getpid()}-{int(time.time())}"
WAITING = {"Delay": 1, "MaxAttempts": 60}

resource = boto3.resource("dynamodb", **OPTIONS)
client = boto3.client("dynamodb", **OPTIONS)


def check(holds, what):
    if not holds:
        sys.exit(f"FAILED {what}")
    print(f"OK {what}", flush=True)


def refused_with(error, call):
    try:
        call()
    except error:
        return True
    return False


table = resource.create_table(
    TableName=NAME,
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "N"},
        {"AttributeName": "score", "AttributeType": "N"},
    ],
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    LocalSecondaryIndexes=[
        {
            "IndexName": "by_score",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "score", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
)
client.get_waiter("table_exists").wait(TableName=NAME, WaiterConfig=WAITING)
table.reload()
check(table.table_status == "ACTIVE", "create table")

everything = {
    "pk": "p",
    "sk": Decimal(1),
    "text": "größe 漢字 🚀",
    "number": Decimal("12345678901234567890123456789012345678"),
    "bytes": b"\x00\x80\xff",
    "yes": True,
    "nothing": None,
    "list": ["x", Decimal("1.5"), {"deep": [""]}],
    "texts": {"a", "b"},
}
table.put_item(Item=everything)
found = table.get_item(Key={"pk": "p", "sk": 1}, ConsistentRead=True)["Item"]
found["bytes"] = found["bytes"].value
check(found == everything, "put and get")

check(
    refused_with(
        client.exceptions.ConditionalCheckFailedException,
        lambda: table.put_item(Item={"pk": "p", "sk": 1}, ConditionExpression=Attr("pk").not_exists()),
    ),
    "conditional put",
)

answer = table.update_item(
    Key={"pk": "p", "sk": 1},
    UpdateExpression="ADD hits :one SET #list[0] = :y REMOVE yes",
    ExpressionAttributeNames={"#list": "list"},
    ExpressionAttributeValues={":one": 1, ":y": "y"},
    ReturnValues="ALL_NEW",
)["Attributes"]
check(answer["hits"] == 1 and answer["list"][0] == "y" and "yes" not in answer, "update")

with table.batch_writer() as batch:
    for n in range(10, 60):
        batch.put_item(Item={"pk": "p", "sk": n, "score": 100 - n})
keys = [{"pk": {"S": "p"}, "sk": {"N": str(n)}} for n in (10, 59, 999)]
read = client.batch_get_item(RequestItems={NAME: {"Keys": keys, "ConsistentRead": True}})
check(len(read["Responses"][NAME]) == 2 and not read["UnprocessedKeys"], "batch write and batch get")

pages = client.get_paginator("query").paginate(
    TableName=NAME,
    KeyConditionExpression="pk = :p AND sk BETWEEN :a AND :b",
    ExpressionAttributeValues={":p": {"S": "p"}, ":a": {"N": "10"}, ":b": {"N": "30"}},
    ConsistentRead=True,
    PaginationConfig={"PageSize": 8},
)
check([int(item["sk"]["N"]) for page in pages for item in page["Items"]] == list(range(10, 31)), "query in pages")

backwards = table.query(
    KeyConditionExpression=Key("pk").eq("p") & Key("sk").gt(50), FilterExpression=Attr("score").ne(45),
    ScanIndexForward=False, ConsistentRead=True,
)
check([int(item["sk"]) for item in backwards["Items"]] == [59, 58, 57, 56, 54, 53, 52, 51], "query backwards with a filter")

ranked = table.query(
    IndexName="by_score", KeyConditionExpression=Key("pk").eq("p") & Key("score").lt(44), ConsistentRead=True
)
check([int(item["score"]) for item in ranked["Items"]] == [41, 42, 43], "query of a local index")

pages = client.get_paginator("scan").paginate(TableName=NAME, ConsistentRead=True, PaginationConfig={"PageSize": 7})
check(sum(page["Count"] for page in pages) == 51, "scan in pages")

old = table.delete_item(Key={"pk": "p", "sk": 10}, ReturnValues="ALL_OLD")["Attributes"]
check(old["score"] == 90 and "Item" not in table.get_item(Key={"pk": "p", "sk": 10}, ConsistentRead=True), "delete")

table.delete()
client.get_waiter("table_not_exists").wait(TableName=NAME, WaiterConfig=WAITING)
check(refused_with(client.exceptions.ResourceNotFoundException, lambda: table.get_item(Key={"pk": "p", "sk": 1})), "delete table")
print("OK all")
