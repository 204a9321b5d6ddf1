// Usage: node smoke.mjs http://127.0.0.1:8000
import assert from "node:assert/strict";
import {
  BatchGetItemCommand, BatchWriteItemCommand, ConditionalCheckFailedException, CreateTableCommand, DeleteItemCommand,
  DeleteTableCommand, DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand, ResourceNotFoundException,
  UpdateItemCommand, paginateQuery, paginateScan, waitUntilTableExists, waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { settings, step, uniqueName } from "./steps.mjs";

const client = new DynamoDBClient({ ...settings, maxAttempts: 1 });
const TableName = uniqueName("smoke-javascript");
const waiting = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 };
const key = (n) => ({ pk: { S: "p" }, sk: { N: String(n) } });
const everything = {
  text: { S: "größe 漢字 🚀" }, number: { N: "12345678901234567890123456789012345678" }, bytes: { B: new Uint8Array([0, 128, 255]) },
  yes: { BOOL: true }, nothing: { NULL: true }, list: { L: [{ S: "x" }, { N: "1" }] }, map: { M: { inner: { S: "" } } },
  texts: { SS: ["a", "b"] }, numbers: { NS: ["1", "2"] },
};

await step("create table", async () => {
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }, { AttributeName: "sk", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
  }));
  await waitUntilTableExists(waiting, { TableName });
});
await step("list tables", async () => {
  // An earlier name starts the page, so that other tables do not push ours off it.
  const page = await client.send(new ListTablesCommand({ ExclusiveStartTableName: TableName.slice(0, -1), Limit: 100 }));
  assert(page.TableNames.includes(TableName));
});
await step("put and get", async () => {
  await client.send(new PutItemCommand({ TableName, Item: { ...key(1), ...everything } }));
  const found = await client.send(new GetItemCommand({ TableName, Key: key(1), ConsistentRead: true }));
  assert.deepEqual(found.Item, { ...key(1), ...everything });
});
await step("conditional put", async () => {
  const again = new PutItemCommand({ TableName, Item: key(1), ConditionExpression: "attribute_not_exists(pk)" });
  await assert.rejects(client.send(again), ConditionalCheckFailedException);
});
await step("update", async () => {
  const answer = await client.send(new UpdateItemCommand({
    TableName, Key: key(1), ReturnValues: "UPDATED_NEW",
    UpdateExpression: "ADD hits :one SET #l[0] = :y", ExpressionAttributeNames: { "#l": "list" },
    ExpressionAttributeValues: { ":one": { N: "1" }, ":y": { S: "y" } },
  }));
  assert.equal(answer.Attributes.hits.N, "1");
});
await step("batch write and batch get", async () => {
  const writes = Array.from({ length: 20 }, (_, n) => ({ PutRequest: { Item: key(n + 10) } }));
  const written = await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: writes } }));
  assert.deepEqual(written.UnprocessedItems, {});
  const read = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key(10), key(29), key(99)], ConsistentRead: true } } }));
  assert.equal(read.Responses[TableName].length, 2);
});
await step("query in pages", async () => {
  const found = [];
  const pages = paginateQuery({ client, pageSize: 7 }, {
    TableName, KeyConditionExpression: "pk = :p AND sk >= :ten", ConsistentRead: true,
    ExpressionAttributeValues: { ":p": { S: "p" }, ":ten": { N: "10" } },
  });
  for await (const page of pages) found.push(...page.Items.map((item) => Number(item.sk.N)));
  assert.deepEqual(found, Array.from({ length: 20 }, (_, n) => n + 10));
});
await step("scan in pages", async () => {
  let count = 0;
  for await (const page of paginateScan({ client, pageSize: 6 }, { TableName, ConsistentRead: true })) count += page.Count;
  assert.equal(count, 21);
});
await step("delete", async () => {
  const answer = await client.send(new DeleteItemCommand({ TableName, Key: key(10), ReturnValues: "ALL_OLD" }));
  assert.deepEqual(answer.Attributes, key(10));
  const found = await client.send(new GetItemCommand({ TableName, Key: key(10), ConsistentRead: true }));
  assert.equal(found.Item, undefined);
});
await step("delete table", async () => {
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists(waiting, { TableName });
  await assert.rejects(client.send(new GetItemCommand({ TableName, Key: key(1) })), ResourceNotFoundException);
});
console.log("OK all");
