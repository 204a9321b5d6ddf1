// dynamodb-admin in headless Chromium: browses and edits a table. Usage: node admin.mjs http://127.0.0.1:8000
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { openBrowser } from "./chromium.mjs";
import { endpoint, settings, step, uniqueName } from "./steps.mjs";

const table = uniqueName("admin");
const client = new DynamoDBClient({ ...settings, maxAttempts: 1 });

async function freePort() {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  listener.close();
  await once(listener, "close");
  return port;
}

async function startAdmin() {
  const port = await freePort();
  const program = new URL("node_modules/dynamodb-admin/dist/dynamodb-admin.js", import.meta.url).pathname;
  const admin = spawn(process.execPath, [program, "--host", "127.0.0.1", "--port", String(port), "--dynamo-endpoint", endpoint], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => admin.kill());
  const ended = once(admin, "exit").then(([code]) => { throw new Error(`dynamodb-admin ended with ${code}`); });
  const ready = (async () => {
    let output = "";
    while (!/listening/i.test(output)) output += (await once(admin.stdout, "data"))[0];
  })();
  await Promise.race([ready, ended]);
  ended.catch(() => {});
  return { admin, url: `http://127.0.0.1:${port}` };
}

const { admin, url } = await startAdmin();
const browser = await openBrowser();
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  const editItem = async (item) => {
    await page.waitForFunction(() => typeof editor !== "undefined");
    await page.evaluate((text) => editor.setValue(text), JSON.stringify(item));
    await page.click("#saveButton");
  };

  // Its form for new tables sends capacity units as strings, which the service refuses to read as numbers, and so do we.
  await step("find a table in the list", async () => {
    await client.send(new CreateTableCommand({
      TableName: table, ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 3 },
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }, { AttributeName: "n", AttributeType: "N" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }, { AttributeName: "n", KeyType: "RANGE" }],
    }));
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName: table });
    await page.goto(`${url}/`);
    await page.getByText(table).first().waitFor();
  });
  await step("add items in the editor", async () => {
    for (const n of [1, 2, 3]) {
      await page.goto(`${url}/tables/${table}/add-item`);
      await editItem({ id: "key", n, text: `number ${n}`, list: [1, { two: true }] });
      await page.waitForURL(/\/items\//);
    }
  });
  await step("browse the items", async () => {
    await page.goto(`${url}/tables/${table}`);
    for (const n of [1, 2, 3]) await page.getByText(`number ${n}`).first().waitFor();
  });
  await step("search with a query", async () => {
    const filters = encodeURIComponent(JSON.stringify({ id: { operator: "=", value: "key", type: "S" }, n: { operator: "=", value: "2", type: "N" } }));
    await page.goto(`${url}/tables/${table}?operationType=query&queryableSelection=table&filters=${filters}`);
    await page.getByText("number 2").first().waitFor();
    assert.equal(await page.getByText("number 1").count(), 0);
  });
  await step("change an item", async () => {
    await page.goto(`${url}/tables/${table}/items/key%2C1`);
    await editItem({ id: "key", n: 1, text: "changed" });
    await page.locator("#saveButton.btn-success").waitFor();
    await page.goto(`${url}/tables/${table}`);
    await page.getByText("changed").first().waitFor();
  });
  await step("delete an item", async () => {
    await page.goto(`${url}/tables/${table}/items/key%2C3`);
    await page.click("text=Delete");
    await page.waitForURL(`${url}/tables/${table}`);
    await page.getByText("changed").first().waitFor();
    assert.equal(await page.getByText("number 3").count(), 0);
  });
  await step("look at the table's description and its time to live", async () => {
    await page.goto(`${url}/tables/${table}/meta`);
    await page.getByText("PROVISIONED").or(page.getByText("ReadCapacityUnits")).first().waitFor();
    await page.goto(`${url}/tables/${table}/ttl`);
    await page.getByText("DISABLED").or(page.getByText("TTL")).first().waitFor();
  });
  await step("delete the table", async () => {
    const answer = await page.request.delete(`${url}/tables/${table}`);
    assert(answer.ok());
  });
  console.log("OK all");
} finally {
  await browser.close();
  admin.kill();
}
