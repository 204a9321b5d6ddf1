// The document client of the AWS SDK for JavaScript. Usage: node document.mjs http://127.0.0.1:8000
import assert from "node:assert/strict";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand, BatchWriteCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand, NumberValue, PutCommand, UpdateCommand,
  paginateQuery, paginateScan,
} from "@aws-sdk/lib-dynamodb";
import { settings, step, uniqueName } from "./steps.mjs";

const client = new DynamoDBClient({ ...settings, maxAttempts: 1 });
const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true }, unmarshallOptions: { wrapNumbers: false } });
const TableName = uniqueName("document");

await step("create table", async () => {
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" }, { AttributeName: "sk", AttributeType: "N" }, { AttributeName: "at", AttributeType: "S" },
    ],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
    LocalSecondaryIndexes: [{
      IndexName: "by-time", KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "at", KeyType: "RANGE" }], Projection: { ProjectionType: "ALL" },
    }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName });
});
const person = {
  pk: "p", sk: 1, at: "2020", name: "Ada", tags: new Set(["a", "b"]), nested: { list: [1, "two", null, true, { three: 3 }], empty: {} }, none: undefined,
  bytes: new Uint8Array([1, 2, 3]), huge: NumberValue.from("12345678901234567890123456789012345678"),
};
await step("put and get plain objects", async () => {
  await documents.send(new PutCommand({ TableName, Item: person }));
  const exact = DynamoDBDocumentClient.from(client, { unmarshallOptions: { wrapNumbers: (text) => (text.length > 15 ? NumberValue.from(text) : Number(text)) } });
  const { Item } = await exact.send(new GetCommand({ TableName, Key: { pk: "p", sk: 1 } }));
  const { none, ...expected } = person;
  assert.deepEqual(Item, expected);
  await documents.send(new UpdateCommand({ TableName, Key: { pk: "p", sk: 1 }, UpdateExpression: "REMOVE huge" }));
});
await step("update nested", async () => {
  const { Attributes } = await documents.send(new UpdateCommand({
    TableName, Key: { pk: "p", sk: 1 }, ReturnValues: "UPDATED_NEW",
    UpdateExpression: "SET nested.#l[1] = :two, seen = if_not_exists(seen, :zero) + :one ADD tags :c",
    ExpressionAttributeNames: { "#l": "list" }, ExpressionAttributeValues: { ":two": 2, ":zero": 0, ":one": 1, ":c": new Set(["c"]) },
  }));
  assert.deepEqual(Attributes, { nested: { list: [2] }, seen: 1, tags: new Set(["a", "b", "c"]) });
});
await step("batch write and get", async () => {
  const puts = Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: { pk: "b", sk: i, at: `t${99 - i}` } } }));
  const written = await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
  assert.deepEqual(written.UnprocessedItems, {});
  const got = await documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: puts.map(({ PutRequest: { Item } }) => ({ pk: Item.pk, sk: Item.sk })) } } }));
  assert.equal(got.Responses[TableName].length, 25);
});
await step("query an index by pages", async () => {
  const found = [];
  const pages = paginateQuery({ client: documents, pageSize: 4 }, {
    TableName, IndexName: "by-time", KeyConditionExpression: "pk = :p and begins_with(#at, :t)",
    ExpressionAttributeNames: { "#at": "at" }, ExpressionAttributeValues: { ":p": "b", ":t": "t" },
  });
  for await (const page of pages) found.push(...page.Items);
  assert.deepEqual(found.map((item) => item.sk), Array.from({ length: 25 }, (_, i) => 24 - i));
});
await step("scan by pages", async () => {
  let count = 0;
  for await (const page of paginateScan({ client: documents, pageSize: 7 }, { TableName, FilterExpression: "sk >= :n", ExpressionAttributeValues: { ":n": 20 } })) count += page.Count;
  assert.equal(count, 5);
});
await step("delete", async () => {
  const { Attributes } = await documents.send(new DeleteCommand({ TableName, Key: { pk: "b", sk: 3 }, ReturnValues: "ALL_OLD" }));
  assert.equal(Attributes.at, "t96");
  await client.send(new DeleteTableCommand({ TableName }));
});
console.log("OK all");
