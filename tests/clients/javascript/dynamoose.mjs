// Dynamoose, which makes its own table. Usage: node dynamoose.mjs http://127.0.0.1:8000
import assert from "node:assert/strict";
import dynamoose from "dynamoose";
import { settings, step, uniqueName } from "./steps.mjs";

dynamoose.aws.ddb.set(new dynamoose.aws.ddb.DynamoDB(settings));
const name = uniqueName("dynamoose");
const Dog = dynamoose.model("Dog", new dynamoose.Schema({
  owner: { type: String, hashKey: true },
  name: { type: String, rangeKey: true },
  age: { type: Number, index: { name: "byAge", type: "local", rangeKey: "age" } },
  toys: { type: Array, schema: [String] },
  chip: { type: Object, schema: { id: String, active: Boolean } },
  seen: Date,
}, { saveUnknown: false }));
const table = new dynamoose.Table(name, [Dog], { initialize: false, waitForActive: { enabled: true, check: { timeout: 60_000, frequency: 100 } }, throughput: "ON_DEMAND" });

await step("create table", async () => {
  await table.initialize();
});
await step("create and get", async () => {
  await Dog.create({ owner: "ann", name: "rex", age: 3, toys: ["ball"], chip: { id: "x", active: true }, seen: new Date(1_700_000_000_000) });
  const found = await Dog.get({ owner: "ann", name: "rex" });
  assert.deepEqual([found.age, [...found.toys], found.chip.active, found.seen.getTime()], [3, ["ball"], true, 1_700_000_000_000]);
  await assert.rejects(Dog.create({ owner: "ann", name: "rex", age: 4 }), { name: "ConditionalCheckFailedException" });
});
await step("update", async () => {
  const updated = await Dog.update({ owner: "ann", name: "rex" }, { $ADD: { age: 1 }, $SET: { toys: ["ball", "rope"] }, $REMOVE: ["seen"] });
  assert.deepEqual([updated.age, [...updated.toys], updated.seen], [4, ["ball", "rope"], undefined]);
  await assert.rejects(
    Dog.update({ owner: "ann", name: "rex" }, { age: 9 }, { condition: new dynamoose.Condition().where("age").lt(2) }), { name: "ConditionalCheckFailedException" });
});
await step("batch put and get", async () => {
  await Dog.batchPut(["fido", "lassie", "bello"].map((dog, i) => ({ owner: "bob", name: dog, age: 10 - i })));
  const found = await Dog.batchGet([{ owner: "bob", name: "fido" }, { owner: "bob", name: "bello" }]);
  assert.equal(found.length, 2);
});
await step("query", async () => {
  const found = await Dog.query("owner").eq("bob").where("name").beginsWith("b").exec();
  assert.deepEqual(found.map((dog) => dog.name), ["bello"]);
  const byAge = await Dog.query("owner").eq("bob").using("byAge").sort("descending").limit(2).exec();
  assert.deepEqual(byAge.map((dog) => dog.name), ["fido", "lassie"]);
  assert.notEqual(byAge.lastKey, undefined);
});
await step("scan", async () => {
  const old = await Dog.scan("age").gt(8).all().exec();
  assert.deepEqual(old.map((dog) => dog.name).sort(), ["fido", "lassie"]);
  assert.equal((await Dog.scan().count().exec()).count, 4);
});
await step("delete", async () => {
  await Dog.delete({ owner: "bob", name: "fido" });
  assert.equal(await Dog.get({ owner: "bob", name: "fido" }), undefined);
  await dynamoose.aws.ddb().deleteTable({ TableName: name });
});
console.log("OK all");
