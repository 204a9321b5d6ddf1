// DynamoDB-Toolbox. Usage: node toolbox.mjs http://127.0.0.1:8000
import assert from "node:assert/strict";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Table } from "dynamodb-toolbox/table";
import { QueryCommand } from "dynamodb-toolbox/table/actions/query";
import { ScanCommand } from "dynamodb-toolbox/table/actions/scan";
import { Entity } from "dynamodb-toolbox/entity";
import { item, string, number, list, map, set } from "dynamodb-toolbox/schema";
import { PutItemCommand } from "dynamodb-toolbox/entity/actions/put";
import { GetItemCommand } from "dynamodb-toolbox/entity/actions/get";
import { UpdateItemCommand, $add, $append } from "dynamodb-toolbox/entity/actions/update";
import { DeleteItemCommand } from "dynamodb-toolbox/entity/actions/delete";
import { BatchWriteCommand, execute as executeWrites } from "dynamodb-toolbox/table/actions/batchWrite";
import { BatchPutRequest } from "dynamodb-toolbox/entity/actions/batchPut";
import { settings, step, uniqueName } from "./steps.mjs";

const client = new DynamoDBClient({ ...settings, maxAttempts: 1 });
const TableName = uniqueName("toolbox");
const table = new Table({
  name: TableName, partitionKey: { name: "pk", type: "string" }, sortKey: { name: "sk", type: "string" },
  documentClient: DynamoDBDocumentClient.from(client),
  indexes: { "by-level": { type: "local", sortKey: { name: "level", type: "number" } } },
});
const Pokemon = new Entity({
  name: "pokemon", table,
  schema: item({
    pk: string().key(), sk: string().key(), level: number(), moves: list(string()).default([]), types: set(string()).optional(),
    stats: map({ hp: number(), speed: number().optional() }),
  }),
});

await step("create table", async () => {
  await client.send(new CreateTableCommand({
    TableName, BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" }, { AttributeName: "sk", AttributeType: "S" }, { AttributeName: "level", AttributeType: "N" },
    ],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
    LocalSecondaryIndexes: [{
      IndexName: "by-level", KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "level", KeyType: "RANGE" }], Projection: { ProjectionType: "ALL" },
    }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName });
});
const pikachu = { pk: "ash", sk: "pikachu", level: 40, moves: ["spark"], types: new Set(["electric"]), stats: { hp: 35 } };
await step("put and get an entity", async () => {
  await Pokemon.build(PutItemCommand).item(pikachu).options({ condition: { attr: "pk", exists: false } }).send();
  const { Item } = await Pokemon.build(GetItemCommand).key({ pk: "ash", sk: "pikachu" }).options({ consistent: true }).send();
  const { entity, created, modified, ...stored } = Item;
  assert.deepEqual(stored, pikachu);
  await assert.rejects(Pokemon.build(PutItemCommand).item(pikachu).options({ condition: { attr: "pk", exists: false } }).send(), { name: "ConditionalCheckFailedException" });
});
await step("update an entity", async () => {
  const { Attributes } = await Pokemon.build(UpdateItemCommand)
    .item({ pk: "ash", sk: "pikachu", level: $add(1), moves: $append(["thunder"]), stats: { speed: 90 } })
    .options({ returnValues: "ALL_NEW" }).send();
  assert.deepEqual([Attributes.level, Attributes.moves, Attributes.stats], [41, ["spark", "thunder"], { hp: 35, speed: 90 }]);
});
await step("batch and query", async () => {
  const puts = ["bulbasaur", "charmander", "squirtle"].map((sk, i) => Pokemon.build(BatchPutRequest).item({ pk: "ash", sk, level: 5 + i, stats: { hp: 10 } }));
  await executeWrites(table.build(BatchWriteCommand).requests(...puts));
  const { Items } = await table.build(QueryCommand).entities(Pokemon)
    .query({ index: "by-level", partition: "ash", range: { lt: 40 } }).options({ reverse: true }).send();
  assert.deepEqual(Items.map((found) => found.sk), ["squirtle", "charmander", "bulbasaur"]);
});
await step("scan with a filter", async () => {
  const { Items } = await table.build(ScanCommand).entities(Pokemon)
    .options({ filters: { pokemon: { attr: "types", contains: "electric" } } }).send();
  assert.deepEqual(Items.map((found) => found.sk), ["pikachu"]);
});
await step("delete", async () => {
  await Pokemon.build(DeleteItemCommand).key({ pk: "ash", sk: "squirtle" }).send();
  const { Item } = await Pokemon.build(GetItemCommand).key({ pk: "ash", sk: "squirtle" }).send();
  assert.equal(Item, undefined);
  await client.send(new DeleteTableCommand({ TableName }));
});
console.log("OK all");
