// A web page of another origin, in headless Chromium, with the AWS SDK's own request. Usage: node browser.mjs http://127.0.0.1:8000
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { openBrowser } from "./chromium.mjs";
import { endpoint, settings, step } from "./steps.mjs";

const site = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<!doctype html><title>another origin</title>")).listen(0, "127.0.0.1");
await once(site, "listening");
const browser = await openBrowser();
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${site.address().port}/`);

  // The SDK signs the request here; the page's own fetch sends it, after the browser has asked whether it may.
  const throughThePage = {
    handle: async (request) => {
      const { host, ["content-length"]: length, ...headers } = request.headers;
      const { status, text, seen } = await page.evaluate(async ([url, init]) => {
        const answer = await fetch(url, init);
        return { status: answer.status, text: await answer.text(), seen: Object.fromEntries(answer.headers) };
      }, [endpoint, { method: request.method, headers, body: Buffer.from(request.body).toString() }]);
      return { response: { statusCode: status, headers: seen, body: new Response(text).body } };
    },
  };
  const client = new DynamoDBClient({ ...settings, maxAttempts: 1, requestHandler: throughThePage });

  await step("a page reads an answer", async () => {
    const { TableNames, $metadata } = await client.send(new ListTablesCommand({}));
    assert(Array.isArray(TableNames));
    assert.match($metadata.requestId, /^[A-Z0-9]{52}$/);
  });
  await step("a page reads an error", async () => {
    await assert.rejects(client.send(new PutItemCommand({ TableName: "no-such-table", Item: { pk: { S: "x" } } })), { name: "ResourceNotFoundException" });
  });
  console.log("OK all");
} finally {
  await browser.close();
  site.close();
}
