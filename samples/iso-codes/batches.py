"""Turns the JSON files of Debian's iso-codes package into requests for BatchWriteItem.

Usage: batches.py SOURCE_DIRECTORY TARGET_DIRECTORY
Writes one file per request: at most 25 items of one table, each item with one put.
"""

import json
import pathlib
import sys

ITEMS_PER_REQUEST_MAX = 25

source, target = (pathlib.Path(argument) for argument in sys.argv[1:3])


def entries(standard):
    return json.loads((source / f"iso_{standard}.json").read_text("utf-8"))[standard]


def subdivision(entry):
    # GB-SCT becomes country GB, code SCT: the country is the partition key, the code the sort key.
    country, code = entry["code"].split("-", 1)
    return {**entry, "country": country, "code": code}


tables = {
    "Countries": entries("3166-1"),
    "Subdivisions": [subdivision(entry) for entry in entries("3166-2")],
    "Languages": entries("639-3"),
}

for table, items in tables.items():
    for start in range(0, len(items), ITEMS_PER_REQUEST_MAX):
        puts = [
            {"PutRequest": {"Item": {name: {"S": text} for name, text in item.items()}}}
            for item in items[start : start + ITEMS_PER_REQUEST_MAX]
        ]
        (target / f"{table}-{start:05}.json").write_text(json.dumps({table: puts}), "utf-8")
    print(f"{table}: {len(items)} items")
