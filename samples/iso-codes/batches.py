"""Turns the JSON files of Debian's iso-codes package into requests for BatchWriteItem.

Usage: batches.py SOURCE_DIRECTORY TARGET_DIRECTORY TABLE
Writes one file per request: at most 25 items of one table, each item with one put.
"""

import json
import pathlib
import sys

ITEMS_PER_REQUEST_MAX = 25

source, target, table = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]


def entries(standard):
    return json.loads((source / f"iso_{standard}.json").read_text("utf-8"))[standard]


def subdivision(entry):
    # GB-SCT becomes country GB, code SCT: the country is the partition key, the code the sort key.
    country, code = entry["code"].split("-", 1)
    return {**entry, "country": country, "code": code}


tables = {
    "Countries": lambda: entries("3166-1"),
    "Subdivisions": lambda: [subdivision(entry) for entry in entries("3166-2")],
    "Languages": lambda: entries("639-3"),
}

if table not in tables:
    sys.exit(f"There is no table {table}. There are {', '.join(tables)}.")
items = tables[table]()
for start in range(0, len(items), ITEMS_PER_REQUEST_MAX):
    puts = [
        {"PutRequest": {"Item": {name: {"S": text} for name, text in item.items()}}}
        for item in items[start : start + ITEMS_PER_REQUEST_MAX]
    ]
    (target / f"{table}-{start:05}.json").write_text(json.dumps({table: puts}), "utf-8")
print(f"{table}: {len(items)} items")
